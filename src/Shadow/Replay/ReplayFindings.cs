using TransformerService.Shadow.Records;
using TransformerService.Shadow.Reporting;
using TransformerService.Shadow.Sampling;
using TransformerService.Shadow.Store;

namespace TransformerService.Shadow.Replay;

/// <summary>What one replay finds, in memory.</summary>
internal sealed class ReplayFindings(int maxSamples) : IFindings
{
    private readonly List<KeptSample> _samples = [];
    private readonly HashSet<TextMark> _counted = [];

    /// <summary>All totals, whatever the hour.</summary>
    public ShadowTotals Totals { get; } = new();

    /// <summary>The most severe disagreements, worst first.</summary>
    public IReadOnlyList<KeptSample> Worst => [.. _samples.OrderByDescending(sample => sample.Severity)];

    public void Count(TotalsKey key, Action<ShadowTotals> add) => add(Totals);

    public void Add(TextFinding finding, KeptSample? sample = null)
    {
        var isNew = _counted.Add(finding.Mark);
        finding.AddTo(Totals, isNew);
        if (isNew && sample is { Differs: true })
        {
            _samples.Add(sample);
        }

        // Sort only when twice as many as wanted have come, so that a long file costs little.
        if (_samples.Count >= 2 * maxSamples)
        {
            _samples.Sort((a, b) => b.Severity.CompareTo(a.Severity));
            _samples.RemoveRange(maxSamples, _samples.Count - maxSamples);
        }
    }
}
