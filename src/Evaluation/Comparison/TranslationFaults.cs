using TransformerService.Tokenization.Sentences;
using TransformerService.Tokenization.Unicode;

namespace TransformerService.Evaluation.Comparison;

/// <summary>
/// Faults typical of a small translation model but not of a large one. Each detector looks for what the checked answer has and the other
/// lacks, so that a feature of the source text, such as a name that stays unchanged, is not a fault.
/// </summary>
internal static class TranslationFaults
{
    /// <summary>Share of the tokens that may differ in a copy.</summary>
    private const double CopyDistance = 0.2;

    /// <summary>An answer without an end mark is short if its length is below this share of the other's.</summary>
    private const double ShortRatio = 0.75;

    /// <summary>Whether the student returned the source, word for word or nearly, and the teacher did not.</summary>
    public static bool Copies(ComparedText source, ComparedText student, ComparedText teacher) =>
        source.FoldedTokens.Any(token => char.IsLetter(token[0])) && IsCopy(source, student) && !IsCopy(source, teacher);

    /// <summary>Whether the student repeats a phrase that neither the source nor the teacher repeats.</summary>
    public static bool Loops(ComparedText source, ComparedText student, ComparedText teacher) =>
        RepeatedPhrase.IsIn(student.FoldedTokens)
        && !RepeatedPhrase.IsIn(teacher.FoldedTokens)
        && !RepeatedPhrase.IsIn(source.FoldedTokens);

    /// <summary>Whether the student's answer is much shorter than the teacher's and lacks the end mark that the teacher's has.</summary>
    public static bool StopsEarly(ComparedText student, ComparedText teacher) =>
        UnicodeText.CodePoints(student.Text) < ShortRatio * UnicodeText.CodePoints(teacher.Text)
        && HasEnd(teacher.Text)
        && !HasEnd(student.Text);

    private static bool IsCopy(ComparedText source, ComparedText answer) =>
        EditDistance.Share(source.FoldedTokens, answer.FoldedTokens) <= CopyDistance;

    private static bool HasEnd(string text)
    {
        var end = text.Length;
        while (end > 0 && (char.IsWhiteSpace(text[end - 1]) || Punctuation.Closers.Contains(text[end - 1])))
        {
            end--;
        }

        return end > 0 && Punctuation.Enders.Contains(text[end - 1]);
    }
}
