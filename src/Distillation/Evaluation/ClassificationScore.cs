using TransformerService.Evaluation.Metrics;

namespace TransformerService.Distillation.Evaluation;

/// <summary>How well and how fast a model classified a test set.</summary>
/// <param name="Accuracy">Share of the in-scope texts whose most likely label is right, whatever its probability; 0 to 1.</param>
/// <param name="MacroF1">Mean F1 over the true and the predicted classes of in-scope texts, 0 to 1.</param>
/// <param name="CalibrationError">Expected calibration error on in-scope texts, 0 to 1.</param>
/// <param name="InScopeTexts">Number of texts that have a class.</param>
/// <param name="OutOfScopeTexts">Number of texts that have no class.</param>
/// <param name="OutOfScope">How well the two are separated; <see langword="null"/> without out-of-scope texts.</param>
internal sealed record ClassificationScore(
    double Accuracy,
    double MacroF1,
    double CalibrationError,
    int InScopeTexts,
    int OutOfScopeTexts,
    OutOfScopeScore? OutOfScope
)
{
    /// <summary>Tokens that the model read.</summary>
    public long Tokens { get; init; }

    /// <summary>Time for all texts, tokenization included.</summary>
    public double Seconds { get; init; }

    /// <summary>Scores answers.</summary>
    /// <param name="probabilities"><c>[texts][labels]</c>, each row summing to 1.</param>
    /// <param name="truths">Class of each text; <see langword="null"/> if it is out of scope.</param>
    /// <param name="labels">The model's labels by number.</param>
    /// <param name="scope">The rule that turns requests away.</param>
    /// <exception cref="ArgumentException">The lists differ in length, or no text is in scope.</exception>
    public static ClassificationScore Of(
        IReadOnlyList<double[]> probabilities,
        IReadOnlyList<int?> truths,
        IReadOnlyList<string> labels,
        ScopeRule scope
    )
    {
        Segments.Check(probabilities, truths);
        int? outOfScopeClass = labels.Contains(scope.Label) ? labels.TakeWhile(label => label != scope.Label).Count() : null;
        List<int> predicted = [],
            expected = [];
        List<ScopePrediction> inScope = [],
            outOfScope = [];
        for (var text = 0; text < truths.Count; text++)
        {
            var likeliest = Array.IndexOf(probabilities[text], probabilities[text].Max());
            var prediction = ScopePrediction.Of(probabilities[text], likeliest, outOfScopeClass);
            (truths[text] is null ? outOfScope : inScope).Add(prediction);
            if (truths[text] is { } truth)
            {
                predicted.Add(likeliest);
                expected.Add(truth);
            }
        }

        bool[] right = [.. predicted.Zip(expected, (answer, truth) => answer == truth)];
        return new ClassificationScore(
            ClassificationScores.Accuracy(predicted, expected),
            ClassificationScores.MacroF1(predicted, expected),
            Calibration.ExpectedError([.. inScope.Select(prediction => prediction.Confidence)], right),
            inScope.Count,
            outOfScope.Count,
            outOfScope.Count == 0 ? null : OutOfScopeScore.At(inScope, outOfScope, scope.Threshold)
        );
    }
}

/// <summary>
/// Decides whether a request is out of scope: its most likely label is the out-of-scope label, or that label's probability is below the
/// threshold. For a model that has no such label, the threshold alone decides.
/// </summary>
/// <param name="Label">The label of out-of-scope texts in files and, if the model has it, in the model.</param>
/// <param name="Threshold">0 to 1.</param>
internal sealed record ScopeRule(string Label = ScopeRule.DefaultLabel, double Threshold = ScopeRule.DefaultThreshold)
{
    /// <summary>The label of CLINC150 (Larson et al. 2019).</summary>
    public const string DefaultLabel = "oos";

    public const double DefaultThreshold = 0.5;
}
