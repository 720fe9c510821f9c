using TransformerService.Shadow.Records;

namespace TransformerService.Shadow.Statistics;

/// <summary>
/// Whether the student's excess difference is surely below or surely above a margin. By a confidence sequence (<see cref="RateSequence"/>):
/// the chance that a false <c>holds</c> or <c>strays</c> is ever seen is at most 5 %, however often one looks.
/// </summary>
public static class Verdict
{
    /// <summary>The verdict from counts.</summary>
    /// <param name="student">Samples in which student and teacher were compared.</param>
    /// <param name="noise">
    /// Samples in which the teacher was compared with itself; <see langword="null"/> if noise is not measured, and assumed to be zero.
    /// </param>
    /// <param name="margin">Above 0 and below 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The margin is out of range, or more samples differ than there are.</exception>
    public static ShadowVerdict Of(DifferenceCount student, DifferenceCount? noise, double margin)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(margin is > 0 and < 1, true, nameof(margin));
        var sequence = new ExcessSequence(student, noise);
        return !sequence.Refuses(margin) ? ShadowVerdict.Undecided
            : sequence.Observed < margin ? ShadowVerdict.Holds
            : ShadowVerdict.Strays;
    }

    /// <summary>The 95 % bounds of the excess over all looks together; the verdict is decided if the margin is outside.</summary>
    public static (double Low, double High) Bounds(DifferenceCount student, DifferenceCount? noise) =>
        new ExcessSequence(student, noise).Interval();
}
