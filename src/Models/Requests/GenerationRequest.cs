using System.ComponentModel;

namespace TransformerService.Models.Requests;

/// <summary>A call to generate texts from texts, through REST, gRPC or in process. Each text is read as one sequence.</summary>
/// <param name="Texts">The texts, in the order in which the answers go back.</param>
public sealed record GenerationRequest(IReadOnlyList<string> Texts) : InferenceRequest(Texts)
{
    /// <summary>How to decode.</summary>
    public GenerationOptions Options { get; init; } = GenerationOptions.Default;
}

/// <summary>The generated texts, one per text and in the texts' order.</summary>
[ImmutableObject(true)]
public sealed record GenerationAnswer(
    string Model,
    VariantRole Variant,
    string Version,
    IReadOnlyList<GenerationResult> Generations,
    RequestTiming Timing
) : InferenceAnswer(Model, Variant, Version, Timing);

/// <summary>What was generated from one text.</summary>
/// <param name="Text">The generated text.</param>
/// <param name="Score">Sum of the tokens' log-probabilities / generated length ^ length penalty, as of a translation.</param>
/// <param name="InputTokens">Tokens that the model read, special tokens included.</param>
/// <param name="OutputTokens">Tokens that the model generated, the end token included.</param>
/// <param name="FinishReason">Why it ended.</param>
/// <param name="Truncated">Whether anything was cut: a text that the model cannot read as a whole, or the generated text.</param>
/// <param name="Hypotheses">All hypotheses, best first, if more than one was requested.</param>
public sealed record GenerationResult(
    string Text,
    double Score,
    int InputTokens,
    int OutputTokens,
    FinishReason FinishReason,
    bool Truncated,
    IReadOnlyList<Hypothesis>? Hypotheses
);

/// <summary>The next part of a text while it is generated. The parts together are the text.</summary>
/// <param name="Index">The text's index in the request.</param>
/// <param name="Text">The part; whole characters (code points).</param>
public readonly record struct GeneratedPart(int Index, string Text);
