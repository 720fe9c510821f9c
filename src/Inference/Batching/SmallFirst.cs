namespace TransformerService.Inference.Batching;

/// <summary>
/// Keeps a slot for small requests while they come: one would else wait for a whole batch of large requests' rows to end, which takes as
/// long as dozens of small ones. Not thread-safe.
/// </summary>
internal sealed class SmallFirst
{
    /// <summary>How long after a small request a slot is kept for the next.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(1);

    private TimeSpan? _lastSmall;

    /// <summary>Notes that a small request came.</summary>
    public void Note(TimeSpan now) => _lastSmall = now;

    /// <summary>Whether a batch of large requests' rows must wait.</summary>
    /// <param name="now">The time.</param>
    /// <param name="runningLarge">Batches of large requests that run.</param>
    /// <param name="slots">All slots.</param>
    public bool LargeMustWait(TimeSpan now, int runningLarge, int slots) =>
        now - _lastSmall < Memory && runningLarge >= Math.Max(1, slots - 1);

    /// <summary>After how long large requests may have all slots, if no more small ones come; <see langword="null"/> if none has come.</summary>
    public TimeSpan? UntilForgotten(TimeSpan now) => _lastSmall + Memory - now;
}
