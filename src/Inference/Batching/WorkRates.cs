namespace TransformerService.Inference.Batching;

/// <summary>How fast one model's work is done, from its batches. Not thread-safe.</summary>
internal sealed class WorkRates
{
    /// <summary>The work of a batch of large requests' rows: as much as is done in this time, or so much while that is not known, and never less than the third.</summary>
    private static readonly TimeSpan LongestOfLarge = TimeSpan.FromSeconds(2);
    private const long UnknownOfLarge = 8_192, LeastOfLarge = 1_024;

    private readonly DrainRate _all = new(), _full = new(), _large = new();

    /// <summary>Notes a batch that is done.</summary>
    /// <param name="work">What its rows took.</param>
    /// <param name="started">When it began to run.</param>
    /// <param name="ended">When it was done.</param>
    /// <param name="isLarge">Whether its rows are those of large requests.</param>
    /// <param name="leftOthers">Whether others waited on: then how much there was to do did not bound it.</param>
    public void Note(long work, TimeSpan started, TimeSpan ended, bool isLarge, bool leftOthers)
    {
        _all.Add(work, started, ended);
        if (isLarge)
        {
            _large.Add(work, started, ended);
        }

        if (leftOthers)
        {
            _full.Add(work, started, ended);
        }
    }

    /// <summary>When it is worth while to try again, if so much waits.</summary>
    public TimeSpan RetryAfter(long waiting) => _all.TimeFor(waiting);

    /// <summary>How long so much work takes; <see langword="null"/> while that is not known.</summary>
    public TimeSpan? Estimate(double work, TimeSpan now) => _full.Estimate(work, now);

    /// <summary>The work of the largest batch of large requests' rows.</summary>
    /// <param name="isOnlySlot">Whether small requests wait for it.</param>
    /// <param name="now">The time.</param>
    public long MostOfLarge(bool isOnlySlot, TimeSpan now)
    {
        long work = _large.Estimate(1, now) is { } one && one > TimeSpan.Zero ? (long)(LongestOfLarge / one) : UnknownOfLarge;
        return Math.Max(LeastOfLarge, isOnlySlot ? work / 2 : work);
    }
}
