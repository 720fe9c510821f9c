using TransformerService.Shadow.Records;
using TransformerService.Shadow.Reporting;

namespace TransformerService.Shadow.Store;

/// <summary>What is written at once, or not at all. A batch written twice under the same id counts once.</summary>
/// <param name="Id">Its own id, which never changes.</param>
/// <param name="Totals">What to add.</param>
/// <param name="Samples">What to keep.</param>
internal sealed record FindingsBatch(string Id, IReadOnlyDictionary<TotalsKey, ShadowTotals> Totals, IReadOnlyList<KeptSample> Samples)
{
    /// <summary>
    /// Comparisons that count only if their text has not counted yet. The same holds for a sample of <see cref="Samples"/> that belongs
    /// to one.
    /// </summary>
    public IReadOnlyList<TextFinding> Texts { get; init; } = [];

    /// <summary>The process whose journal counts its samples.</summary>
    public string? Run { get; init; }

    /// <summary>The number of texts whose outcome it holds.</summary>
    public long Settled =>
        Totals.Values.Sum(totals => totals.Student.Total + totals.Dropped + totals.Failed + totals.Repeated)
        + Texts.Count(text => text.IsOutcome);
}
