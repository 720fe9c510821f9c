using TransformerService.Shadow.Comparison;
using TransformerService.Shadow.Reporting;
using TransformerService.Shadow.Sampling;
using TransformerService.Shadow.Statistics;

namespace TransformerService.Shadow.Store;

/// <summary>
/// A comparison on one text. It counts once for a pair of versions, over all processes that share the store; the store decides whether it
/// counts.
/// </summary>
/// <param name="Key">The key of the totals that it adds to.</param>
/// <param name="Mark">The text.</param>
/// <param name="Comparison">What differs.</param>
/// <param name="Slices">The slices that the text belongs to.</param>
internal sealed record TextFinding(TotalsKey Key, TextMark Mark, AnswerComparison Comparison, IReadOnlyList<string> Slices)
{
    /// <summary>Whether the teacher was compared with itself.</summary>
    public bool IsNoise { get; init; }

    /// <summary>A canary's text that both it and the version whose calls it shares have answered.</summary>
    public PairedOutcome? Paired { get; init; }

    /// <summary>A text on which a canary and the version whose calls it shares were timed.</summary>
    public TimedOutcome? Timed { get; init; }

    /// <summary>Whether it is evidence of a decision on a canary, which is never counted without the store's check.</summary>
    public bool IsEvidence => Paired is not null || Timed is not null;

    /// <summary>Whether it is the outcome of a sampled text.</summary>
    public bool IsOutcome => !IsNoise && !IsEvidence;

    /// <summary>The id of the sample that is kept of it, if one is kept.</summary>
    public string? SampleId { get; init; }

    /// <summary>The signs of the student's answer, for a cascade; <see langword="null"/> of other tasks and comparisons.</summary>
    public double[]? Signs { get; init; }

    /// <summary>Adds it to totals.</summary>
    /// <param name="totals">The totals of its key.</param>
    /// <param name="isNew">Whether the text counts; otherwise it was counted before.</param>
    public void AddTo(ShadowTotals totals, bool isNew)
    {
        if (!IsOutcome && !isNew)
        {
            return;
        }

        if (IsNoise)
        {
            totals.AddNoise(Comparison);
        }
        else if (Paired is not null)
        {
            totals.Add(Paired);
        }
        else if (Timed is { } timed)
        {
            totals.AddTimed(timed.Against, timed.MaxRatio, new DifferenceCount(timed.IsSlower ? 1 : 0, 1));
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
