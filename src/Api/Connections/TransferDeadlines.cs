using Microsoft.Extensions.Options;
using TransformerService.Api.Configuration;

namespace TransformerService.Api.Connections;

/// <summary>
/// The running deadlines. All have the same length, so the first to begin is the first to pass, and one timer serves them all: a call
/// needs no timer of its own.
/// </summary>
internal sealed class TransferDeadlines : IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly LinkedList<TransferDeadline> _running = []; // the earliest first
    private readonly TimeSpan _limit;
    private readonly TimeProvider _timeProvider;
    private readonly ITimer _clock;

    public TransferDeadlines(IOptions<AccessOptions> access, TimeProvider timeProvider)
    {
        (_limit, _timeProvider) = (access.Value.Limits.MaxTransferTime + access.Value.Limits.SlowGracePeriod, timeProvider);
        _clock = timeProvider.CreateTimer(static deadlines => ((TransferDeadlines)deadlines!).Look(), this, Period, Period);
    }

    /// <summary>How long each deadline is.</summary>
    public TimeSpan Limit => _limit;

    /// <summary>The number of running deadlines.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _running.Count;
            }
        }
    }

    /// <summary>Starts a deadline that does not run.</summary>
    public void Run(TransferDeadline deadline)
    {
        lock (_lock)
        {
            deadline.Began = _timeProvider.GetTimestamp();
            _running.AddLast(deadline.Place);
        }
    }

    /// <summary>Stops a deadline, if it runs. Its call may end from now on.</summary>
    public void Stop(TransferDeadline deadline)
    {
        lock (_lock)
        {
            if (deadline.Place.List is not null)
            {
                _running.Remove(deadline.Place);
            }
        }
    }

    public void Dispose() => _clock.Dispose();

    private void Look()
    {
        lock (_lock)
        {
            while (_running.First is { Value: var first } place && _timeProvider.GetElapsedTime(first.Began) >= _limit)
            {
                _running.Remove(place);
                first.Pass(); // under the lock: its context serves no other call meanwhile
            }
        }
    }
}
