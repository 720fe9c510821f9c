using System.Text.Json.Serialization;

namespace TransformerService.Models.SelfChecks;

/// <summary>A text with an export's answer.</summary>
/// <param name="Text">The text.</param>
/// <param name="Answer">The translation, or the best label.</param>
/// <param name="Score">The answer's score.</param>
public sealed record SelfCheckSample(
    [property: JsonRequired] string Text,
    [property: JsonRequired] string Answer,
    [property: JsonRequired] double Score
)
{
    /// <summary>The second text of a pair.</summary>
    public string? TextPair { get; init; }

    /// <summary>
    /// The tokens of the translation that greedy search finds, the end token included: the check follows them. Without them, the text is
    /// translated with the export's own settings, and the answer must be the same.
    /// </summary>
    public IReadOnlyList<int>? Tokens { get; init; }

    /// <summary>
    /// By how many logits the answer leads: a label over the second best, or a translation's token over the second best at the closest
    /// step.
    /// </summary>
    public double? Lead { get; init; }

    /// <summary>The float32 model's score of the same answer; <see langword="null"/> if it was not run, or gave another answer.</summary>
    public double? Reference { get; init; }
}
