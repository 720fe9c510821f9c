using TransformerService.Evaluation.Comparison;
using TransformerService.Models.Requests;
using TransformerService.Tokenization.Unicode;

namespace TransformerService.Shadow.Comparison;

/// <summary>
/// Compares two translations of one text by <see cref="TranslationDifference"/>: they differ if they have less than half of their
/// characters' n-grams in common, or if the checked one has a fault that the other lacks: a copied source, a repeated phrase, a lost number,
/// an early end. The same rule applies when the teacher is compared with itself.
/// </summary>
public static class TranslationComparer
{
    /// <summary>Only answers with a fault have a higher severity than this.</summary>
    public const double FaultSeverity = 0.75;

    /// <param name="source">The text that was translated.</param>
    /// <param name="student">The answer that is checked.</param>
    /// <param name="teacher">The reference answer; the teacher's other answer when its noise is measured.</param>
    public static AnswerComparison Compare(string source, TranslatedText student, TranslatedText teacher)
    {
        var found = TranslationDifference.Of(source, student.Text, teacher.Text, student.Truncated && !teacher.Truncated);
        var distance = 1 - (found.Alike / 100);
        var metrics = new Dictionary<string, double>(StringComparer.Ordinal)
        {
            [ShadowMetrics.ExactMatch] = Indicator(string.Equals(student.Text, teacher.Text, StringComparison.Ordinal)),
            [ShadowMetrics.ChrF] = TranslationDifference.ChrFOf(student.Text, teacher.Text),
            [ShadowMetrics.EditDistance] = found.EditDistance,
            [ShadowMetrics.LengthRatio] = LengthRatio(student.Text, teacher.Text),
            [ShadowMetrics.CopiedSource] = Indicator(found.IsCopied),
            [ShadowMetrics.RepeatedLoop] = Indicator(found.Loops),
            [ShadowMetrics.LostNumbers] = Indicator(found.LosesNumbers),
            [ShadowMetrics.Truncation] = Indicator(found.IsCut),
        };

        // A teacher on another server may send NaN or an infinite score; the texts can be compared anyway.
        if (double.IsFinite(student.Score - teacher.Score))
        {
            metrics[ShadowMetrics.ScoreDifference] = student.Score - teacher.Score;
        }

        return new AnswerComparison(
            found.Differs,
            found.IsFaulty ? FaultSeverity + ((1 - FaultSeverity) * distance) : FaultSeverity * distance,
            metrics
        );
    }

    private static double Indicator(bool value) => value ? 1 : 0;

    /// <summary>An empty answer of the teacher counts as one character.</summary>
    private static double LengthRatio(string student, string teacher)
    {
        int left = UnicodeText.CodePoints(student),
            right = UnicodeText.CodePoints(teacher);
        return left == 0 && right == 0 ? 1 : left / (double)Math.Max(1, right);
    }
}
