using Microsoft.Extensions.Options;
using TransformerService.Api.Configuration;
using TransformerService.Inference;

namespace TransformerService.Api.Lifecycle;

/// <summary>Stops the server without losing an accepted call.</summary>
/// <remarks>
/// 1. The signal: the host's ApplicationStopping. From here on the server reports that it is not ready, and accepts calls as before.
/// 2. <see cref="ShutdownOptions.Delay"/> later <see cref="Closing"/>: Kestrel stops listening and closes idle connections, streams read
/// no further texts, and accepted calls are answered.
/// 3. <see cref="ShutdownOptions.DrainTimeout"/> later, calls that are still in progress are answered with an error.
/// 4. The host disposes its services: models are freed, and the shadow's findings are written.
/// </remarks>
internal sealed class Drain : IHostedLifecycleService, IDisposable
{
    /// <summary>Kestrel cuts connections when the host's time is up: the last answers must be sent by then.</summary>
    private static readonly TimeSpan LastAnswers = TimeSpan.FromSeconds(3);

    private readonly ShutdownOptions _options;
    private readonly CallsInWork _calls;
    private readonly InferencePipeline _pipeline;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger<Drain> _logger;
    private readonly CancellationTokenSource _closing = new();
    private readonly Lock _lock = new();
    private Task? _stopping;
    private ITimer? _timeout;

    public Drain(
        IOptions<ShutdownOptions> options,
        IOptions<HostOptions> host,
        CallsInWork calls,
        InferencePipeline pipeline,
        TimeProvider timeProvider,
        ILogger<Drain> logger
    )
    {
        (_options, _calls, _pipeline, _timeProvider, _logger) = (options.Value, calls, pipeline, timeProvider, logger);

        // The host reads most options when it is built, before ours are validated; it reads this one again when it stops.
        host.Value.ShutdownTimeout = _options.Delay + _options.DrainTimeout + LastAnswers;
    }

    /// <summary>Cancelled when streams must read no further texts.</summary>
    public CancellationToken Closing => _closing.Token;

    /// <summary>Counts a stream from a client until the result is disposed.</summary>
    public IDisposable BeginStream() => _calls.BeginStream();

    /// <summary>Does steps 1 to 3.</summary>
    /// <remarks>A host may be told to stop twice, by a signal and by its owner; the second call waits for what the first one does.</remarks>
    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return _stopping ??= CloseAsync(cancellationToken);
        }
    }

    public Task StoppedAsync(CancellationToken cancellationToken)
    {
        Log.Stopped(_logger, _calls.Count);
        return Task.CompletedTask;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        _timeout?.Dispose();
        _closing.Dispose();
    }

    private async Task CloseAsync(CancellationToken cancellationToken)
    {
        Log.Stopping(_logger, _calls.Count, _options.Delay.TotalSeconds);
        await Task.Delay(_options.Delay, _timeProvider, cancellationToken);

        Log.Draining(_logger, _calls.Count, _options.DrainTimeout.TotalSeconds);
        _timeout = _timeProvider.CreateTimer(_ => StopAnswering(), null, _options.DrainTimeout, Timeout.InfiniteTimeSpan);
        await _closing.CancelAsync();
    }

    private void StopAnswering()
    {
        if (_calls.Count is > 0 and var calls)
        {
            Log.DrainTimedOut(_logger, calls);
        }

        _pipeline.StopAnswering();
    }
}
