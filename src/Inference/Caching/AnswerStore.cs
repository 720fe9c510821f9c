using System.Text.Json;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TransformerService.Inference.Configuration;

namespace TransformerService.Inference.Caching;

/// <summary>
/// Keeps answers by key: in memory within a limit of bytes, and in a store that replicas share if there is one. A store that fails is as if it
/// were empty.
/// </summary>
internal sealed class AnswerStore : IDisposable
{
    /// <summary>Its JSON may have six bytes for one of two, and HybridCache keeps at most 1 MiB.</summary>
    private const long LargestAnswer = 1 << 17;

    private static readonly HybridCacheEntryOptions ReadMemory = new()
    {
        Flags = HybridCacheEntryFlags.DisableUnderlyingData | HybridCacheEntryFlags.DisableDistributedCache,
    };

    private readonly HybridCacheEntryOptions _read;
    private readonly HybridCacheEntryOptions _write;
    private readonly SizedMemory _memory;
    private readonly ServiceProvider _services;
    private readonly HybridCache _answers;

    /// <param name="options">How much is kept, and for how long.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="shared">The store that replicas share.</param>
    /// <param name="loggers">Logs its failures.</param>
    public AnswerStore(CacheOptions options, TimeProvider timeProvider, IDistributedCache? shared = null, ILoggerFactory? loggers = null)
    {
        IsShared = shared is not null;
        _write = new HybridCacheEntryOptions { Expiration = options.Expiration };
        _read = new HybridCacheEntryOptions { Expiration = options.Expiration, Flags = HybridCacheEntryFlags.DisableUnderlyingData };
        _memory = new SizedMemory(Limit(options.MaxBytes), timeProvider);

        // Services of its own: a host that uses another IMemoryCache or IDistributedCache keeps it.
        var services = new ServiceCollection().AddSingleton<IMemoryCache>(_memory).AddSingleton(timeProvider);
        if (shared is not null)
        {
            services.AddSingleton(shared);
        }

        if (loggers is not null)
        {
            services.AddSingleton(loggers);
        }

        services.AddHybridCache();
        _services = services.BuildServiceProvider();
        _answers = _services.GetRequiredService<HybridCache>();
    }

    /// <summary>Whether replicas share it, so that reading it may take a while.</summary>
    public bool IsShared { get; }

    /// <summary>The bytes that answers take in memory.</summary>
    public long Bytes => _memory.Bytes;

    /// <summary>Returns a kept answer; <see langword="null"/> if there is none.</summary>
    public async ValueTask<T?> FindAsync<T>(string key)
        where T : class
    {
        try
        {
            return await _answers.GetOrCreateAsync(key, static _ => ValueTask.FromResult<T?>(null), _read);
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException or InvalidOperationException)
        {
            return null; // what the shared store has is not an answer
        }
    }

    /// <summary>Returns an answer that is in memory; <see langword="null"/> if there is none.</summary>
    public ValueTask<T?> FindInMemoryAsync<T>(string key)
        where T : class => _answers.GetOrCreateAsync(key, static _ => ValueTask.FromResult<T?>(null), ReadMemory);

    /// <summary>Keeps an answer, unless it is very large. Does not wait until replicas can read it.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="bytes">Its memory.</param>
    public async ValueTask KeepAsync<T>(string key, T answer, long bytes)
        where T : class
    {
        if (bytes > LargestAnswer)
        {
            return;
        }

        var written = _answers.SetAsync<T?>(key, answer, _write);
        if (!IsShared)
        {
            await written;
        }
    }

    public void Dispose()
    {
        _services.Dispose();
        _memory.Dispose();
    }

    private static long Limit(long configured) => Math.Min(configured, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 8);
}
