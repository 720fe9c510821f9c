namespace TransformerService.Models.Requests;

/// <summary>A call for the probabilities that a translation model gives to translations.</summary>
/// <param name="Texts">The texts to translate, in the order in which the answers go back.</param>
/// <param name="Targets">A translation of each.</param>
public sealed record ScoreRequest(IReadOnlyList<string> Texts, IReadOnlyList<string> Targets) : InferenceRequest(Texts)
{
    public override IReadOnlyList<string> OtherTexts() => Targets;
}

/// <summary>The scores, one per pair and in the pairs' order.</summary>
public sealed record ScoreAnswer(
    string Model,
    VariantRole Variant,
    string Version,
    IReadOnlyList<ScoredTarget> Results,
    RequestTiming Timing
) : InferenceAnswer(Model, Variant, Version, Timing);

/// <summary>One translation's score.</summary>
/// <param name="Tokens">Its tokens, the end token included.</param>
/// <param name="LogProbability">The sum of their log-probabilities.</param>
/// <param name="InputTokens">Tokens that the model read of the source, special tokens included.</param>
/// <param name="Truncated">Whether the source was longer than the model can read, and was truncated.</param>
public sealed record ScoredTarget(IReadOnlyList<ScoredPiece> Tokens, double LogProbability, int InputTokens, bool Truncated)
{
    /// <summary>e to the power of minus the mean log-probability of a token.</summary>
    public double Perplexity => Math.Exp(-LogProbability / Math.Max(1, Tokens.Count));
}

/// <summary>A token of a translation.</summary>
/// <param name="Piece">The token, with its place in the target.</param>
/// <param name="LogProbability">The natural logarithm of its probability after the tokens before it; 0 at best.</param>
public readonly record struct ScoredPiece(TextPiece Piece, double LogProbability);
