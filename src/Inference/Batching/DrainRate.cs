namespace TransformerService.Inference.Batching;

/// <summary>Estimates how fast a queue empties, from recent work. Not thread-safe.</summary>
/// <param name="weight">The weight of the newest entry in the average.</param>
internal sealed class DrainRate(double weight = 0.2)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    /// <summary>The half-life of the estimate: it must not refuse the very work that would update it.</summary>
    private static readonly TimeSpan HalfBelieved = TimeSpan.FromSeconds(30);

    /// <summary>The estimate needs so many entries, or so much time, so that one slow start does not count as the rate.</summary>
    private const int Fewest = 4;

    private static readonly TimeSpan Least = TimeSpan.FromSeconds(0.5);

    private TimeSpan _last;
    private double _secondsForOne;
    private int _noted;
    private TimeSpan _busy;

    /// <summary>Records a batch that is done.</summary>
    /// <param name="amount">Its rows, or its work.</param>
    /// <param name="started">When it began to run.</param>
    /// <param name="ended">When it was done.</param>
    public void Add(long amount, TimeSpan started, TimeSpan ended)
    {
        // A batch that ran beside others counts only the time since the one before it ended.
        var busy = ended - (started > _last ? started : _last);
        var seconds = Math.Max(0, busy.TotalSeconds) / Math.Max(1, amount);
        _secondsForOne = _noted == 0 ? seconds : (_secondsForOne * (1 - weight)) + (seconds * weight);
        _last = ended;
        _noted++;
        _busy += busy;
    }

    /// <summary>
    /// Returns how long an amount takes; <see langword="null"/> while too little is known. The estimate shrinks with the age of its data.
    /// </summary>
    public TimeSpan? Estimate(double amount, TimeSpan now) =>
        _noted < Fewest && _busy < Least
            ? null
            : TimeSpan.FromSeconds(
                Math.Min(
                    _secondsForOne * amount / Math.Pow(2, Math.Max(0, (now - _last) / HalfBelieved)),
                    TimeSpan.MaxValue.TotalSeconds / 2
                )
            );

    /// <summary>Returns when an amount will be done, from 1 to 60 seconds.</summary>
    public TimeSpan TimeFor(long amount)
    {
        var time = TimeSpan.FromSeconds(Math.Ceiling(_secondsForOne * amount));
        return time < Shortest ? Shortest
            : time > Longest ? Longest
            : time;
    }
}
