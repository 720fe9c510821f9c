namespace TransformerService.Shadow.Store;

/// <summary>
/// Decides whether this process's clock may decide what is too old. A clock that has jumped, or that differs from the newest data when
/// the process begins, is not trusted until it has run for a day without a jump: a wrong clock must not delete findings.
/// </summary>
/// <param name="timeProvider">The clock, and the monotonic time, which changes of the clock do not affect.</param>
internal sealed class StoreClock(TimeProvider timeProvider)
{
    /// <summary>How far two times may differ. Smaller differences do not matter where data is deleted after days.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromHours(6);

    private static readonly TimeSpan Probation = TimeSpan.FromDays(1);

    private readonly Lock _lock = new();
    private (DateTimeOffset Time, long Timestamp)? _last;
    private long _doubtedAt;
    private bool _isDoubted;

    /// <summary>Whether <see cref="Look"/> was called. The newest data is a reference only before that.</summary>
    public bool IsSeen
    {
        get
        {
            lock (_lock)
            {
                return _last is not null;
            }
        }
    }

    /// <summary>Looks at the clock. Returns whether it is trusted.</summary>
    /// <param name="newest">The time of the newest data from before the first look; <see langword="null"/> if there is none.</param>
    public bool Look(DateTimeOffset? newest = null)
    {
        lock (_lock)
        {
            (var now, var timestamp) = (timeProvider.GetUtcNow(), timeProvider.GetTimestamp());
            var expected = _last is { } last ? last.Time + timeProvider.GetElapsedTime(last.Timestamp, timestamp) : newest;
            if (expected is { } time && Differ(now, time))
            {
                (_isDoubted, _doubtedAt) = (true, timestamp);
            }

            _last = (now, timestamp);
            _isDoubted = _isDoubted && timeProvider.GetElapsedTime(_doubtedAt, timestamp) < Probation;
            return !_isDoubted;
        }
    }

    /// <summary>Whether two times differ by more than two correct clocks may.</summary>
    public static bool Differ(DateTimeOffset one, DateTimeOffset other) => (one - other).Duration() > Tolerance;
}
