namespace TransformerService.Shadow.Cascade;

/// <summary>
/// The risks of the answers of one version that were served last: before there are findings, the threshold is the risk that a share of the
/// budget's size exceeds. Thread-safe.
/// </summary>
/// <param name="budget">The share of answers to escalate, 0 to 1.</param>
internal sealed class RecentRisks(double budget)
{
    /// <summary>The threshold until enough answers were served.</summary>
    public const double First = 0.5;

    /// <summary>Answers that must have been served.</summary>
    public const int Least = 50;

    private const int Most = 1_000,
        Interval = 50;

    private readonly Lock _lock = new();
    private readonly double[] _risks = new double[Most];
    private long _count;
    private double _threshold = First;

    /// <summary>Answers of a higher risk are escalated.</summary>
    public double Threshold
    {
        get
        {
            lock (_lock)
            {
                return _threshold;
            }
        }
    }

    /// <summary>Adds the risk of an answer.</summary>
    public void Add(double risk)
    {
        lock (_lock)
        {
            _risks[_count++ % Most] = risk;
            if (_count >= Least && _count % Interval == 0)
            {
                var known = _risks[..(int)Math.Min(_count, Most)];
                Array.Sort(known);
                _threshold = known[Math.Clamp((int)Math.Ceiling((1 - budget) * known.Length) - 1, 0, known.Length - 1)];
            }
        }
    }
}
