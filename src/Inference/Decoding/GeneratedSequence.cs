namespace TransformerService.Inference.Decoding;

/// <summary>A generated sequence.</summary>
/// <param name="Tokens">The tokens after the start token, the end token included where there is one.</param>
/// <param name="Score">Sum of the tokens' log-probabilities / length ^ length penalty; the length is that of <paramref name="Tokens"/>.</param>
internal sealed record GeneratedSequence(int[] Tokens, double Score);
