using TransformerService.Models.Requests;

namespace TransformerService.Shadow.Comparison;

/// <summary>
/// Compares two classifiers' answers to one text. They differ if their best labels do. A flip is more severe the more the teacher prefers
/// its own label to the student's. Without a flip, the divergence of the scores decides the severity.
/// </summary>
public static class ClassificationComparer
{
    /// <summary>Only flips have this severity or a higher one.</summary>
    public const double FlipSeverity = 0.5;

    /// <param name="student">All labels of the answer that is checked, in any order.</param>
    /// <param name="teacher">
    /// All labels of the reference answer. A label that one side lacks, or whose score is NaN or infinite, counts as 0 there.
    /// </param>
    /// <param name="independent">
    /// Whether a text may have several labels: the scores are sigmoids and do not sum to 1. The divergence then is the mean over the
    /// labels.
    /// </param>
    /// <exception cref="ArgumentException">A list is empty.</exception>
    public static AnswerComparison Compare(IReadOnlyList<LabelScore> student, IReadOnlyList<LabelScore> teacher, bool independent = false)
    {
        LabelScore best = Best(student, nameof(student)),
            wanted = Best(teacher, nameof(teacher));
        var labels = new LabelOutcome(best.Label, best.Score, wanted.Label);
        Dictionary<string, int> places = new(StringComparer.Ordinal);
        foreach (var label in student.Concat(teacher))
        {
            places.TryAdd(label.Label, places.Count);
        }

        double[] left = Scores(student, places),
            right = Scores(teacher, places);
        var divergence = independent
            ? left.Select((_, i) => JensenShannon.Divergence([left[i], 1 - left[i]], [right[i], 1 - right[i]])).Average()
            : JensenShannon.Divergence(SummedToOne(left), SummedToOne(right));
        var preference = wanted.Score - right[places[best.Label]];
        return new AnswerComparison(
            !labels.Agree,
            labels.Agree ? FlipSeverity * divergence : FlipSeverity + ((1 - FlipSeverity) * Math.Clamp(preference, 0, 1)),
            new Dictionary<string, double>(StringComparer.Ordinal)
            {
                [ShadowMetrics.Flip] = labels.Agree ? 0 : 1,
                [ShadowMetrics.TopScoreDifference] = best.Score - wanted.Score,
                [ShadowMetrics.JsDivergence] = divergence,
            }
        )
        {
            Labels = labels,
        };
    }

    /// <summary>The label with the best score; on ties the first by name, so that the order of the list decides nothing.</summary>
    private static LabelScore Best(IReadOnlyList<LabelScore> labels, string name) =>
        labels.Count == 0
            ? throw new ArgumentException("There are no labels.", name)
            : labels
                .Select(label => label with { Score = Probability(label.Score) })
                .OrderByDescending(label => label.Score)
                .ThenBy(label => label.Label, StringComparer.Ordinal)
                .First();

    private static double[] Scores(IReadOnlyList<LabelScore> labels, Dictionary<string, int> places)
    {
        var scores = new double[places.Count];
        foreach (var label in labels)
        {
            scores[places[label.Label]] = Probability(label.Score);
        }

        return scores;
    }

    private static double Probability(double score) => double.IsNaN(score) ? 0 : Math.Clamp(score, 0, 1);

    private static double[] SummedToOne(double[] scores) =>
        scores.Sum() is var sum and > 0 ? [.. scores.Select(score => score / sum)] : [.. scores.Select(_ => 1.0 / scores.Length)];
}
