namespace TransformerService.Shadow.Reporting;

/// <summary>
/// <see cref="ShadowTotals"/> as they are stored. A change that older versions could not read raises <see cref="Current"/>.
/// </summary>
internal sealed record TotalsForm(
    int Form,
    long Sampled,
    long Dropped,
    long Failed,
    TotalsForm.Count Student,
    TotalsForm.Count Noise,
    IReadOnlyDictionary<string, MetricSum> Metrics,
    IReadOnlyDictionary<string, TotalsForm.Count> Slices,
    IReadOnlyList<TotalsForm.LabelPair> Labels,
    IReadOnlyList<TotalsForm.Bin> Calibration,
    long Repeated = 0,
    IReadOnlyDictionary<string, TotalsForm.Pair>? Paired = null,
    IReadOnlyList<TotalsForm.Timing>? Timed = null
)
{
    public const int Current = 1;

    internal sealed record Count(long Differing, long Total);

    internal sealed record Pair(long Total, long OnlyNew, long OnlyOld);

    internal sealed record Timing(string Against, double MaxRatio, Count Slower);

    internal sealed record LabelPair(string Student, string Teacher, long Count);

    internal sealed record Bin(int Number, long Count, long Right, double Confidence);
}
