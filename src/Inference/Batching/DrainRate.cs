namespace TransformerService.Inference.Batching;

/// <summary>How fast a queue empties, from what was done lately. Not thread-safe.</summary>
/// <param name="weight">The share of the newest batch, or whatever is noted, in the average.</param>
internal sealed class DrainRate(double weight = 0.2)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan LeastSpacing = TimeSpan.FromMilliseconds(0.2);
    private static readonly TimeSpan MostSpacing = TimeSpan.FromMilliseconds(10);

    private TimeSpan _last;
    private double _secondsPerRow;

    /// <summary>Notes a batch that is done.</summary>
    /// <param name="rows">Its rows.</param>
    /// <param name="started">When it began to run.</param>
    /// <param name="ended">When it was done.</param>
    public void Add(int rows, TimeSpan started, TimeSpan ended)
    {
        // Batches that ran side by side count the time since the one before was done.
        TimeSpan busy = ended - (started > _last ? started : _last);
        double seconds = Math.Max(0, busy.TotalSeconds) / rows;
        _secondsPerRow = _secondsPerRow == 0 ? seconds : (_secondsPerRow * (1 - weight)) + (seconds * weight);
        _last = ended;
    }

    /// <summary>
    /// How much later each further row of a request has its turn: three times what a row takes, so that a large request alone among many has a
    /// third of the model; 0.2 to 10 milliseconds.
    /// </summary>
    public TimeSpan Spacing => _secondsPerRow == 0 ? MostSpacing : TimeSpan.FromSeconds(
        Math.Clamp(_secondsPerRow * 3, LeastSpacing.TotalSeconds, MostSpacing.TotalSeconds));

    /// <summary>When so many rows will be through, 1 to 60 seconds.</summary>
    public TimeSpan TimeFor(int rows)
    {
        TimeSpan time = TimeSpan.FromSeconds(Math.Ceiling(_secondsPerRow * rows));
        return time < Shortest ? Shortest : time > Longest ? Longest : time;
    }
}
