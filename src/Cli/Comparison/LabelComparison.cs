using System.Globalization;
using TransformerService.Cli.Bulk.Tasks;

namespace TransformerService.Cli.Comparison;

/// <summary>Compares classifications by their best labels and the scores of these.</summary>
internal sealed class LabelComparison : IAnswerComparison
{
    private long _texts,
        _agree;
    private double _difference;

    public IReadOnlyList<ComparisonMeasure> Measures =>
        [
            new("agreement", "same label", _agree / (double)_texts, IsShare: true),
            new("scoreDifference", "mean difference of the scores of the same label", _agree == 0 ? 0 : _difference / _agree),
        ];

    /// <summary>Different labels are worse than any difference of scores, and worst where both sides are sure.</summary>
    public double Add(Answer first, Answer second)
    {
        var (one, other) = (Score(first), Score(second));
        _texts++;
        if (first.Cells[0] != second.Cells[0])
        {
            return 1 + Math.Min(one, other);
        }

        _agree++;
        _difference += Math.Abs(one - other);
        return Math.Abs(one - other);
    }

    private static double Score(Answer answer) =>
        double.TryParse(answer.Cells[1], NumberStyles.Float, CultureInfo.InvariantCulture, out var score) ? score : 0;
}
