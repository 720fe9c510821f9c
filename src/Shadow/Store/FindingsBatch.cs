using TransformerService.Shadow.Records;
using TransformerService.Shadow.Reporting;

namespace TransformerService.Shadow.Store;

/// <summary>What is written at once, or not at all. Written twice under the same id it counts once.</summary>
/// <param name="Id">Its own, for good.</param>
/// <param name="Totals">What to add.</param>
/// <param name="Samples">What to keep.</param>
internal sealed record FindingsBatch(string Id, IReadOnlyDictionary<TotalsKey, ShadowTotals> Totals, IReadOnlyList<Disagreement> Samples)
{
    /// <summary>Comparisons that count where their text has not; a sample of <see cref="Samples"/> that belongs to one is kept only then.</summary>
    public IReadOnlyList<TextFinding> Texts { get; init; } = [];

    /// <summary>The process whose journal knows of its samples.</summary>
    public string? Run { get; init; }

    /// <summary>Texts whose outcome it has.</summary>
    public long Settled => Totals.Values.Sum(totals => totals.Student.Total + totals.Dropped + totals.Failed + totals.Repeated) + Texts.Count(text => !text.IsNoise);
}
