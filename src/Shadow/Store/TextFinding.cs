using TransformerService.Shadow.Comparison;
using TransformerService.Shadow.Reporting;
using TransformerService.Shadow.Sampling;

namespace TransformerService.Shadow.Store;

/// <summary>A comparison on one text. It counts once for a pair of versions, of all that share the store; the store says whether it does.</summary>
/// <param name="Key">What it is counted by.</param>
/// <param name="Mark">The text.</param>
/// <param name="Comparison">What differs.</param>
/// <param name="Slices">The kinds of text that it is.</param>
internal sealed record TextFinding(TotalsKey Key, TextMark Mark, AnswerComparison Comparison, IReadOnlyList<string> Slices)
{
    /// <summary>Whether the teacher was compared with itself.</summary>
    public bool IsNoise { get; init; }

    /// <summary>The sample that is kept of it, if one is.</summary>
    public string? SampleId { get; init; }

    /// <summary>Adds it to totals.</summary>
    /// <param name="totals">Those of its key.</param>
    /// <param name="isNew">Whether the text counts; else it is one that came again.</param>
    public void AddTo(ShadowTotals totals, bool isNew)
    {
        if (IsNoise)
        {
            if (isNew)
            {
                totals.AddNoise(Comparison);
            }
        }
        else if (isNew)
        {
            totals.Add(Comparison, Slices);
        }
        else
        {
            totals.AddRepeated();
        }
    }
}
