namespace TransformerService.Api.Connections;

/// <summary>Limits the log to one line a minute for events that callers can cause as often as they like.</summary>
internal sealed class LogPace(TimeProvider timeProvider)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private long? _last;
    private long _since;

    /// <summary>Counts an event. Returns how many there were since the last line, if it is time for one.</summary>
    public long? Next()
    {
        lock (_lock)
        {
            _since++;
            if (_last is { } last && timeProvider.GetElapsedTime(last) < Pause)
            {
                return null;
            }

            var count = _since;
            (_last, _since) = (timeProvider.GetTimestamp(), 0);
            return count;
        }
    }
}
