namespace TransformerService.Api.Contracts;

/// <summary>One text's translation.</summary>
public sealed record TranslationBody
{
    /// <summary>The translation.</summary>
    /// <example>Deux chiens jouent dans la neige.</example>
    public required string Text { get; init; }

    /// <summary>
    /// Sum of the tokens' log-probabilities, divided by the number of tokens to the power of lengthPenalty: 0 at best.
    /// Of a text split into sentences, their mean weighted by output tokens.
    /// </summary>
    /// <example>-0.057325</example>
    public required double Score { get; init; }

    /// <summary>Tokens that the model read, special tokens included, over all sentences.</summary>
    /// <example>10</example>
    public required int InputTokens { get; init; }

    /// <summary>Tokens that the model generated, end tokens included, over all sentences.</summary>
    /// <example>9</example>
    public required int OutputTokens { get; init; }

    /// <summary>Whether the text, or a sentence of it, was longer than the model's maxInputTokens, and so cut.</summary>
    /// <example>false</example>
    public required bool Truncated { get; init; }

    /// <summary>The numHypotheses best translations, best first; left out unless more than one was asked for.</summary>
    public IReadOnlyList<HypothesisBody>? Hypotheses { get; init; }
}
