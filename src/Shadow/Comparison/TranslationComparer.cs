using TransformerService.Models.Requests;
using TransformerService.Tokenization.Unicode;

namespace TransformerService.Shadow.Comparison;

/// <summary>
/// Compares two translations of one text. They count as different if they have less than half of their characters' n-grams in common
/// (chrF below <see cref="AlikeChrF"/>) after removing trivial differences: case, white space, kinds of quotation marks and dashes. They
/// also count as different if the checked one has a fault that the other lacks: a copied source, a repeated phrase, a lost number, an
/// early end. The same rule applies when the teacher is compared with itself.
/// </summary>
public static class TranslationComparer
{
    /// <summary>
    /// From this chrF on, 0 to 100, two translations count as the same. Good translations of a sentence by different translators mostly
    /// lie above it, and those below differ in more than they share. It is a convention, not a law.
    /// </summary>
    public const double AlikeChrF = 50;

    /// <summary>Only answers with a fault have a higher severity than this.</summary>
    public const double FaultSeverity = 0.75;

    /// <param name="source">The text that was translated.</param>
    /// <param name="student">The answer that is checked.</param>
    /// <param name="teacher">The reference answer; the teacher's other answer when its noise is measured.</param>
    public static AnswerComparison Compare(string source, TranslatedText student, TranslatedText teacher)
    {
        ComparedText asked = new(source),
            checkedText = new(student.Text),
            against = new(teacher.Text);
        var copied = TranslationFaults.Copies(asked, checkedText, against);
        var loops = TranslationFaults.Loops(asked, checkedText, against);
        var lost = Numbers.AreLost(source, teacher.Text, student.Text);
        var cut = (student.Truncated && !teacher.Truncated) || TranslationFaults.StopsEarly(checkedText, against);
        var faulty = copied || loops || lost || cut;
        var alike = ChrF(checkedText.Folded, against.Folded);
        var distance = 1 - (alike / 100);
        var metrics = new Dictionary<string, double>(StringComparer.Ordinal)
        {
            [ShadowMetrics.ExactMatch] = Indicator(string.Equals(student.Text, teacher.Text, StringComparison.Ordinal)),
            [ShadowMetrics.ChrF] = ChrF(student.Text, teacher.Text),
            [ShadowMetrics.EditDistance] = EditDistance.Share(checkedText.Tokens, against.Tokens),
            [ShadowMetrics.LengthRatio] = LengthRatio(student.Text, teacher.Text),
            [ShadowMetrics.CopiedSource] = Indicator(copied),
            [ShadowMetrics.RepeatedLoop] = Indicator(loops),
            [ShadowMetrics.LostNumbers] = Indicator(lost),
            [ShadowMetrics.Truncation] = Indicator(cut),
        };

        // A teacher on another server may send NaN or an infinite score; the texts can be compared anyway.
        if (double.IsFinite(student.Score - teacher.Score))
        {
            metrics[ShadowMetrics.ScoreDifference] = student.Score - teacher.Score;
        }

        return new AnswerComparison(
            faulty || alike < AlikeChrF,
            faulty ? FaultSeverity + ((1 - FaultSeverity) * distance) : FaultSeverity * distance,
            metrics
        );
    }

    private static double Indicator(bool value) => value ? 1 : 0;

    /// <summary>chrF has no n-grams to count in an empty text; two empty texts are equal.</summary>
    private static double ChrF(string left, string right) =>
        string.IsNullOrWhiteSpace(left) && string.IsNullOrWhiteSpace(right) ? 100 : Evaluation.Metrics.ChrF.Corpus([left], [right]);

    /// <summary>An empty answer of the teacher counts as one character.</summary>
    private static double LengthRatio(string student, string teacher)
    {
        int left = UnicodeText.CodePoints(student),
            right = UnicodeText.CodePoints(teacher);
        return left == 0 && right == 0 ? 1 : left / (double)Math.Max(1, right);
    }
}
