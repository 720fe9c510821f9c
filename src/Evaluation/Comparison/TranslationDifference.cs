using TransformerService.Evaluation.Metrics;

namespace TransformerService.Evaluation.Comparison;

/// <summary>
/// How a translation differs from another of the same text. They count as different if they have less than half of their characters'
/// n-grams in common (chrF below <see cref="AlikeChrF"/>) after removing trivial differences: case, white space, kinds of quotation marks
/// and dashes. They also count as different if the checked one has a fault that the other lacks.
/// </summary>
/// <param name="Alike">chrF, 0 to 100, without the trivial differences.</param>
/// <param name="EditDistance">Share of the tokens that must be changed, 0 to 1.</param>
/// <param name="IsCopied">Whether the checked one is the source, and the other is not.</param>
/// <param name="Loops">Whether it repeats a phrase, and neither the other nor the source does.</param>
/// <param name="LosesNumbers">Whether it lacks a number that both the source and the other have.</param>
/// <param name="IsCut">Whether it ends early.</param>
public sealed record TranslationDifference(double Alike, double EditDistance, bool IsCopied, bool Loops, bool LosesNumbers, bool IsCut)
{
    /// <summary>
    /// From this chrF on, 0 to 100, two translations count as the same. Good translations of a sentence by different translators mostly
    /// lie above it, and those below differ in more than they share. It is a convention, not a law.
    /// </summary>
    public const double AlikeChrF = 50;

    /// <summary>Whether the checked one has a fault that the other lacks.</summary>
    public bool IsFaulty => IsCopied || Loops || LosesNumbers || IsCut;

    /// <summary>Whether they count as different.</summary>
    public bool Differs => IsFaulty || Alike < AlikeChrF;

    /// <param name="source">The text that was translated.</param>
    /// <param name="translation">The translation that is checked.</param>
    /// <param name="other">The translation that it is compared with.</param>
    /// <param name="isTruncated">Whether the checked one alone is known to be truncated.</param>
    public static TranslationDifference Of(string source, string translation, string other, bool isTruncated = false)
    {
        ComparedText asked = new(source),
            found = new(translation),
            against = new(other);
        return new TranslationDifference(
            ChrFOf(found.Folded, against.Folded),
            Comparison.EditDistance.Share(found.Tokens, against.Tokens),
            TranslationFaults.Copies(asked, found, against),
            TranslationFaults.Loops(asked, found, against),
            Numbers.AreLost(source, other, translation),
            isTruncated || TranslationFaults.StopsEarly(found, against)
        );
    }

    /// <summary>chrF of two texts, 0 to 100. It has no n-grams to count in an empty text; two empty texts are equal.</summary>
    public static double ChrFOf(string left, string right) =>
        string.IsNullOrWhiteSpace(left) && string.IsNullOrWhiteSpace(right) ? 100 : ChrF.Corpus([left], [right]);
}
