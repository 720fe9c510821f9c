using System.Text.Json.Serialization;

namespace TransformerService.Models.SelfChecks;

/// <summary>A text with the answer that an export gives to it.</summary>
/// <param name="Text">The text.</param>
/// <param name="Answer">The translation, or the best label.</param>
/// <param name="Score">The answer's score.</param>
public sealed record SelfCheckSample(
    [property: JsonRequired] string Text, [property: JsonRequired] string Answer, [property: JsonRequired] double Score)
{
    /// <summary>The second text of a pair.</summary>
    public string? TextPair { get; init; }

    /// <summary>
    /// The tokens of a translation that greedy search finds, the end token included: the check follows them. Without them the text is translated
    /// with the export's own settings, and the answer must be the same.
    /// </summary>
    public IReadOnlyList<int>? Tokens { get; init; }

    /// <summary>How far the answer leads, in logits: a label over the next one, a translation's token over the next one at the closest step.</summary>
    public double? Lead { get; init; }

    /// <summary>The score that the float32 model gives to the same answer; <see langword="null"/> where it was not asked, or answered otherwise.</summary>
    public double? Reference { get; init; }
}
