namespace TransformerService.Evaluation.Metrics;

/// <summary>Checks the two lists that a score compares.</summary>
public static class Segments
{
    /// <exception cref="ArgumentException">The lists differ in length or are empty.</exception>
    public static void Check<TLeft, TRight>(IReadOnlyCollection<TLeft> answers, IReadOnlyCollection<TRight> truths)
    {
        if (answers.Count != truths.Count)
        {
            throw new ArgumentException($"There are {answers.Count} answers but {truths.Count} references.", nameof(answers));
        }

        if (answers.Count == 0)
        {
            throw new ArgumentException("There is nothing to score.", nameof(answers));
        }
    }
}
