namespace TransformerService.Evaluation.Metrics;

/// <summary>A BLEU score and what it is made of.</summary>
/// <param name="Score">0 to 100.</param>
/// <param name="Precisions">Per cent, unigrams first, smoothed where nothing matched.</param>
/// <param name="BrevityPenalty">1 unless the hypotheses are shorter than the references.</param>
/// <param name="HypothesisLength">Tokens of the hypotheses.</param>
/// <param name="ReferenceLength">Tokens of the references.</param>
public sealed record BleuScore(
    double Score,
    IReadOnlyList<double> Precisions,
    double BrevityPenalty,
    long HypothesisLength,
    long ReferenceLength
);
