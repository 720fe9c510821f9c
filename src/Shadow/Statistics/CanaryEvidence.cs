using TransformerService.Shadow.Records;

namespace TransformerService.Shadow.Statistics;

/// <summary>
/// Whether a canary differs from the teacher surely by less, or surely by more than a margin more often than the version whose calls it
/// shares. The chance that a false <c>notWorse</c> or <c>worse</c> is ever seen is at most 5 %, however often one looks.
/// </summary>
public static class CanaryEvidence
{
    /// <summary>The comparison that some samples give.</summary>
    /// <param name="against">The version whose calls the canary shares.</param>
    /// <param name="count">The samples.</param>
    /// <param name="margin">Above 0 and below 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The margin is out of range, or more samples differ than there are.</exception>
    public static CanaryComparison Of(string against, PairedCount count, double margin)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(margin is > 0 and < 1, true, nameof(margin));
        var sequence = new PairedSequence(count);
        (var low, var high) = sequence.Interval();
        var verdict =
            !sequence.Refuses(margin) ? CanaryVerdict.Undecided
            : count.Excess < margin ? CanaryVerdict.NotWorse
            : CanaryVerdict.Worse;
        return new CanaryComparison(
            against,
            count.Total,
            count.OnlyNew,
            count.OnlyOld,
            count.Excess,
            new ShadowBounds(low, high),
            margin,
            verdict
        );
    }
}
