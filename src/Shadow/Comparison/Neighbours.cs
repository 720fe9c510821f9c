namespace TransformerService.Shadow.Comparison;

/// <summary>
/// The latest texts with the vectors that student and teacher gave them. Of a new text it compares which of these are its nearest for the
/// student and for the teacher. Not thread-safe.
/// </summary>
public sealed class Neighbours
{
    /// <summary>The nearest texts that are compared.</summary>
    public const int Nearest = 10;

    /// <summary>The texts that are remembered.</summary>
    public const int MostTexts = 200;

    /// <summary>With fewer texts than these, the nearest are too many of all.</summary>
    public const int FewestTexts = 50;

    /// <summary>With less of the nearest in common, the answers differ.</summary>
    public const double AlikeOverlap = 0.5;

    private readonly Queue<(float[] Student, float[] Teacher)> _texts = new();

    /// <summary>Adds the overlap of the nearest texts to a comparison, and remembers the text.</summary>
    /// <param name="comparison">How the two vectors differ.</param>
    /// <param name="student">The student's vector.</param>
    /// <param name="teacher">The teacher's.</param>
    public AnswerComparison Add(AnswerComparison comparison, float[] student, float[] teacher)
    {
        if (_texts.TryPeek(out var known) && (known.Student.Length != student.Length || known.Teacher.Length != teacher.Length))
        {
            _texts.Clear(); // another version, or other dimensions
        }

        if (_texts.Count >= FewestTexts)
        {
            var overlap = Overlap(student, teacher);
            comparison = comparison with
            {
                Differs = overlap < AlikeOverlap,
                Severity = 1 - overlap,
                Metrics = new Dictionary<string, double>(comparison.Metrics, StringComparer.Ordinal)
                {
                    [ShadowMetrics.NeighbourOverlap] = overlap,
                },
            };
        }

        _texts.Enqueue((student, teacher));
        while (_texts.Count > MostTexts)
        {
            _ = _texts.Dequeue();
        }

        return comparison;
    }

    private double Overlap(float[] student, float[] teacher)
    {
        var found = NearestTo(student, text => text.Student);
        return (double)found.Intersect(NearestTo(teacher, text => text.Teacher)).Count() / Nearest;
    }

    private IEnumerable<int> NearestTo(float[] vector, Func<(float[] Student, float[] Teacher), float[]> side) =>
        _texts
            .Select((text, index) => (Cosine: EmbeddingComparer.Cosine(vector, side(text)), Index: index))
            .OrderByDescending(text => text.Cosine)
            .ThenBy(text => text.Index)
            .Take(Nearest)
            .Select(text => text.Index);
}
