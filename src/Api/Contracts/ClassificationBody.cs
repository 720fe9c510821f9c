namespace TransformerService.Api.Contracts;

/// <summary>One text's labels.</summary>
public sealed record ClassificationBody
{
    /// <summary>The topK best labels, best first.</summary>
    public required IReadOnlyList<LabelScoreBody> Labels { get; init; }

    /// <summary>Tokens that the model read, special tokens included.</summary>
    /// <example>14</example>
    public required int InputTokens { get; init; }

    /// <summary>Whether the text was longer than the model's maxInputTokens, and so cut.</summary>
    /// <example>false</example>
    public required bool Truncated { get; init; }
}
