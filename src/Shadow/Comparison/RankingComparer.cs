namespace TransformerService.Shadow.Comparison;

/// <summary>
/// Compares two orders of the same documents by Kendall's τ-b, which counts pairs of documents that the two order the same (Kendall 1945).
/// They differ if another document is on top.
/// </summary>
public static class RankingComparer
{
    /// <summary>Only answers with another document on top have this severity or a higher one.</summary>
    public const double TopSeverity = 0.5;

    /// <param name="student">The score of each document in the answer that is checked.</param>
    /// <param name="teacher">Those of the reference answer.</param>
    /// <exception cref="ArgumentException">They are not the same number, or none.</exception>
    public static AnswerComparison Compare(IReadOnlyList<double> student, IReadOnlyList<double> teacher)
    {
        if (student.Count == 0 || student.Count != teacher.Count)
        {
            throw new ArgumentException("The answers have no documents, or not the same number.", nameof(student));
        }

        var changes = Top(student) != Top(teacher);
        var tau = Tau(student, teacher);
        var distance = (1 - tau) / 2;
        return new AnswerComparison(
            changes,
            changes ? TopSeverity + ((1 - TopSeverity) * distance) : TopSeverity * distance,
            new Dictionary<string, double>(StringComparer.Ordinal)
            {
                [ShadowMetrics.KendallTau] = tau,
                [ShadowMetrics.TopChange] = changes ? 1 : 0,
            }
        );
    }

    /// <summary>Kendall's τ-b, −1 to 1; 1 if neither orders anything.</summary>
    internal static double Tau(IReadOnlyList<double> one, IReadOnlyList<double> other)
    {
        long agreement = 0,
            ordered = 0,
            otherOrdered = 0;
        for (var first = 0; first < one.Count; first++)
        {
            for (var second = first + 1; second < one.Count; second++)
            {
                int order = one[first].CompareTo(one[second]),
                    otherOrder = other[first].CompareTo(other[second]);
                agreement += Math.Sign(order) * Math.Sign(otherOrder);
                ordered += order == 0 ? 0 : 1;
                otherOrdered += otherOrder == 0 ? 0 : 1;
            }
        }

        return (ordered, otherOrdered) switch
        {
            (0, 0) => 1,
            (0, _) or (_, 0) => 0,
            _ => agreement / Math.Sqrt((double)ordered * otherOrdered),
        };
    }

    private static int Top(IReadOnlyList<double> scores)
    {
        var top = 0;
        for (var index = 1; index < scores.Count; index++)
        {
            top = scores[index] > scores[top] ? index : top;
        }

        return top;
    }
}
