using System.Globalization;
using Microsoft.Extensions.Logging;
using TransformerService.Models.Errors;
using TransformerService.Shadow.Configuration;

namespace TransformerService.Shadow.Glossaries;

/// <summary>The glossaries of keys. Each belongs to one key, named by its owner, and never changes.</summary>
public sealed class KeyGlossaries : IAsyncDisposable, IDisposable
{
    private readonly GlossaryStore _store;
    private readonly GlossaryOptions _options;
    private readonly ILogger<KeyGlossaries> _logger;
    private readonly GlossaryCache _cache;
    private readonly GlossaryWaiters _waiters = new();

    internal KeyGlossaries(GlossaryStore store, GlossaryOptions options, TimeProvider timeProvider, ILogger<KeyGlossaries> logger) =>
        (_store, _options, _logger, _cache) = (store, options, logger, new GlossaryCache(timeProvider));

    /// <summary>Adds a glossary.</summary>
    /// <exception cref="InferenceException">The owner has as many as it may keep, or the store cannot be used.</exception>
    public async Task<KeyGlossary> AddAsync(string owner, NewGlossary glossary, CancellationToken cancellationToken)
    {
        var added = await UseAsync(
            () => _store.AddAsync(owner, glossary, _options.MaxPerKey, _options.MaxBytesPerKey, cancellationToken),
            cancellationToken
        );
        return added.Glossary
            ?? throw (
                added.Count >= _options.MaxPerKey
                    ? new InferenceException(
                        InferenceError.QuotaExceeded,
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"This key has {added.Count} glossaries, and may keep {_options.MaxPerKey} (Glossaries:MaxPerKey). Delete one first."
                        )
                    )
                    : new InferenceException(
                        InferenceError.InputTooLarge,
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"This key's glossaries have {added.Bytes} bytes, and with this one more than the {_options.MaxBytesPerKey} that they may have (Glossaries:MaxBytesPerKey). Delete one first, or send fewer entries."
                        )
                    )
            );
    }

    /// <summary>The glossaries of an owner, the oldest first.</summary>
    /// <exception cref="InferenceException">The store cannot be used.</exception>
    public async Task<IReadOnlyList<KeyGlossary>> ListAsync(string owner, CancellationToken cancellationToken) =>
        await UseAsync(() => _store.ListAsync(owner, cancellationToken), cancellationToken);

    /// <summary>A glossary of an owner as the store has it; <see langword="null"/> if it has none of this id.</summary>
    /// <exception cref="InferenceException">The store cannot be used.</exception>
    public Task<GlossaryContent?> GetAsync(string owner, Guid id, CancellationToken cancellationToken) =>
        UseAsync(() => _store.FindAsync(owner, id, cancellationToken), cancellationToken);

    /// <summary>
    /// A glossary of an owner for a translation; one that another process deleted may be found for as long as <see cref="GlossaryCache.Lifetime"/>.
    /// </summary>
    /// <param name="owner">The owner.</param>
    /// <param name="id">The glossary.</param>
    /// <param name="characters">Characters of the texts that wait for it.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="InferenceException">Too many calls of the owner wait, or the store cannot be used.</exception>
    public async Task<GlossaryContent?> FindAsync(string owner, Guid id, long characters, CancellationToken cancellationToken)
    {
        if (_cache.Find(owner, id) is { } kept)
        {
            return kept;
        }

        // The place is held as long as the read goes on, also for a caller that leaves.
        var waiter = _waiters.Enter(owner, characters);
        return await GuardAsync(ReadAsync(), cancellationToken);

        async Task<GlossaryContent?> ReadAsync()
        {
            using (waiter)
            {
                return await _cache.ReadAsync(owner, id, () => _store.FindAsync(owner, id, CancellationToken.None)); // others may wait too
            }
        }
    }

    /// <summary>Deletes a glossary of an owner. Returns whether it was there.</summary>
    /// <exception cref="InferenceException">The store cannot be used.</exception>
    public async Task<bool> DeleteAsync(string owner, Guid id, CancellationToken cancellationToken)
    {
        var wasThere = await UseAsync(() => _store.DeleteAsync(owner, id, cancellationToken), cancellationToken);
        _cache.Forget(owner, id);
        return wasThere;
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    /// <summary>As <see cref="DisposeAsync"/>, for a host that cannot wait otherwise.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    /// <summary>Uses the store on another thread: SQLite's provider blocks, and may do so for as long as the file is locked.</summary>
    private Task<T> UseAsync<T>(Func<Task<T>> use, CancellationToken cancellationToken) =>
        GuardAsync(Task.Run(use, CancellationToken.None), cancellationToken);

    private async Task<T> GuardAsync<T>(Task<T> use, CancellationToken cancellationToken)
    {
        try
        {
            return await use.WaitAsync(cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // The boundary of the store: whatever a database throws.
            GlossaryLog.StoreFailed(_logger, exception.GetType().Name, exception.Message.Split('\n', 2)[0].Trim());
            throw new InferenceException(InferenceError.ModelNotReady, "The store of glossaries cannot be used now; try again.");
        }
    }
}
