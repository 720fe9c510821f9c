using TransformerService.Models.Requests;

namespace TransformerService.Shadow.Comparison;

/// <summary>
/// Compares two answers of taggers to one text by the F1 of their entities: an entity is the same if label, start and end are. Two answers
/// differ if they have not the same entities.
/// </summary>
public static class EntityComparer
{
    /// <param name="student">The entities of the answer that is checked.</param>
    /// <param name="teacher">Those of the reference answer.</param>
    public static AnswerComparison Compare(IReadOnlyList<TaggedEntity> student, IReadOnlyList<TaggedEntity> teacher)
    {
        HashSet<(string, int, int)> found = [.. student.Select(Key)],
            wanted = [.. teacher.Select(Key)];
        var same = found.Count(wanted.Contains);
        var f1 = found.Count + wanted.Count == 0 ? 1 : 2.0 * same / (found.Count + wanted.Count);
        return new AnswerComparison(
            f1 < 1,
            1 - f1,
            new Dictionary<string, double>(StringComparer.Ordinal)
            {
                [ShadowMetrics.EntityF1] = f1,
                [ShadowMetrics.MissedEntities] = wanted.Count - same,
                [ShadowMetrics.ExtraEntities] = found.Count - same,
            }
        );

        static (string, int, int) Key(TaggedEntity entity) => (entity.Label, entity.Start, entity.End);
    }
}
