namespace TransformerService.Models.Requests;

/// <summary>One text's labels.</summary>
/// <param name="Labels">The best labels, best first.</param>
/// <param name="InputTokens">Tokens that the model read, special tokens included.</param>
/// <param name="Truncated">Whether the text was longer than the model can read, and so cut.</param>
public sealed record ClassifiedText(IReadOnlyList<LabelScore> Labels, int InputTokens, bool Truncated);
