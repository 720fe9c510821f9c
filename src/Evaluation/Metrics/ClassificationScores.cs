namespace TransformerService.Evaluation.Metrics;

/// <summary>Scores of predicted class numbers against the true ones.</summary>
public static class ClassificationScores
{
    /// <summary>The share of correct predictions, 0 to 1.</summary>
    /// <exception cref="ArgumentException">The lists differ in length or are empty.</exception>
    public static double Accuracy(IReadOnlyList<int> predictions, IReadOnlyList<int> truths)
    {
        Segments.Check(predictions, truths);
        return predictions.Where((prediction, i) => prediction == truths[i]).Count() / (double)truths.Count;
    }

    /// <summary>
    /// The unweighted mean of the classes' F1, 0 to 1, as scikit-learn's <c>f1_score(average="macro")</c> defines it: over every class that
    /// occurs as a prediction or as a truth. A class that is never predicted correctly has an F1 of 0.
    /// </summary>
    /// <exception cref="ArgumentException">The lists differ in length or are empty.</exception>
    public static double MacroF1(IReadOnlyList<int> predictions, IReadOnlyList<int> truths)
    {
        Segments.Check(predictions, truths);
        var right = new Dictionary<int, int>();
        var mentions = new Dictionary<int, int>();
        for (var i = 0; i < truths.Count; i++)
        {
            mentions[truths[i]] = mentions.GetValueOrDefault(truths[i]) + 1;
            mentions[predictions[i]] = mentions.GetValueOrDefault(predictions[i]) + 1;
            right[truths[i]] = right.GetValueOrDefault(truths[i]) + (predictions[i] == truths[i] ? 1 : 0);
        }

        // F1 = 2 TP / (2 TP + FP + FN), and each mention as prediction or truth is in that denominator once.
        return mentions.Average(entry => 2.0 * right.GetValueOrDefault(entry.Key) / entry.Value);
    }
}
