namespace TransformerService.Inference.Batching;

/// <summary>Measures how fast one model's work is done, from its batches. Not thread-safe.</summary>
internal sealed class WorkRates
{
    /// <summary>
    /// The work of a batch of large requests' rows: as much as can be done in this time, a fixed amount while the rate is unknown, and
    /// never less than the third value.
    /// </summary>
    private static readonly TimeSpan LongestOfLarge = TimeSpan.FromSeconds(2);
    private const long UnknownOfLarge = 8_192,
        LeastOfLarge = 1_024;

    private readonly DrainRate _all = new(),
        _full = new(),
        _large = new();

    /// <summary>Records a batch that is done.</summary>
    /// <param name="work">The work of its rows.</param>
    /// <param name="started">When it began to run.</param>
    /// <param name="ended">When it was done.</param>
    /// <param name="isLarge">Whether its rows are those of large requests.</param>
    /// <param name="leftOthers">Whether other rows were left waiting: if so, a lack of work did not limit the batch.</param>
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

    /// <summary>Returns when to try again if this much work waits.</summary>
    public TimeSpan RetryAfter(long waiting) => _all.TimeFor(waiting);

    /// <summary>Returns how long an amount of work takes; <see langword="null"/> while the rate is unknown.</summary>
    public TimeSpan? Estimate(double work, TimeSpan now) => _full.Estimate(work, now);

    /// <summary>Returns the maximum work of a batch of large requests' rows.</summary>
    /// <param name="isOnlySlot">Whether there is only one slot, so that small requests wait for the batch.</param>
    /// <param name="now">The time.</param>
    public long MostOfLarge(bool isOnlySlot, TimeSpan now)
    {
        var work = _large.Estimate(1, now) is { } one && one > TimeSpan.Zero ? (long)(LongestOfLarge / one) : UnknownOfLarge;
        return Math.Max(LeastOfLarge, isOnlySlot ? work / 2 : work);
    }
}
