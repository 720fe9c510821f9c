using Microsoft.Extensions.Caching.Distributed;
using Polly;
using Polly.CircuitBreaker;

namespace TransformerService.Api.Caching;

/// <summary>
/// A shared store that never holds a request up: a call that takes too long or fails counts as empty, and after some failures the store is left
/// alone for a while.
/// </summary>
internal sealed class GuardedStore : IDistributedCache, IDisposable
{
    private static readonly TimeSpan MostTime = TimeSpan.FromMilliseconds(100);
    private readonly IDistributedCache _store;
    private readonly ResiliencePipeline<byte[]?> _guard;

    public GuardedStore(IDistributedCache store, ILogger<GuardedStore> logger)
    {
        _store = store;
        _guard = new ResiliencePipelineBuilder<byte[]?>()
            .AddFallback(
                new()
                {
                    ShouldHandle = new PredicateBuilder<byte[]?>().Handle<Exception>(),
                    FallbackAction = static _ => Outcome.FromResultAsValueTask<byte[]?>(null),
                }
            )
            .AddCircuitBreaker(
                new CircuitBreakerStrategyOptions<byte[]?>
                {
                    FailureRatio = 0.5,
                    MinimumThroughput = 10,
                    SamplingDuration = TimeSpan.FromSeconds(5),
                    BreakDuration = TimeSpan.FromSeconds(5),
                    OnOpened = opened =>
                    {
                        Log.StoreFails(logger, opened.Outcome.Exception?.GetType().Name ?? "no answer", opened.BreakDuration.TotalSeconds);
                        return default;
                    },
                    OnClosed = _ =>
                    {
                        Log.StoreAnswers(logger);
                        return default;
                    },
                }
            )
            .AddTimeout(MostTime)
            .Build();
    }

    public async Task<byte[]?> GetAsync(string key, CancellationToken token = default) =>
        await _guard.ExecuteAsync(
            // The store looks at the token only before it sends.
            static async (asked, timeout) => await asked.Store.GetAsync(asked.Key, timeout).WaitAsync(timeout),
            (Store: _store, Key: key),
            token
        );

    public async Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default) =>
        await _guard.ExecuteAsync(
            async timeout =>
            {
                await _store.SetAsync(key, value, options, timeout).WaitAsync(timeout);
                return (byte[]?)null;
            },
            token
        );

    public Task RemoveAsync(string key, CancellationToken token = default) => _store.RemoveAsync(key, token);

    public Task RefreshAsync(string key, CancellationToken token = default) => Task.CompletedTask; // entries do not slide

    public void Dispose() => (_store as IDisposable)?.Dispose();

    public byte[]? Get(string key) => throw Synchronous();

    public void Set(string key, byte[] value, DistributedCacheEntryOptions options) => throw Synchronous();

    public void Refresh(string key) => throw Synchronous();

    public void Remove(string key) => throw Synchronous();

    private static NotSupportedException Synchronous() => new("A shared store is asked without blocking a thread.");
}
