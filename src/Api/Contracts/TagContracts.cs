using System.ComponentModel.DataAnnotations;
using TransformerService.Models;
using TransformerService.Models.Requests;

namespace TransformerService.Api.Contracts;

/// <summary>A call to label parts of one text or several, such as names. Fields that are not listed here are refused.</summary>
public sealed record TagRequestBody
{
    /// <summary>
    /// The text to tag, or an array of texts (1 to the model's maxTexts, together at most maxCharacters characters). The answers come in the
    /// same order. Required.
    /// </summary>
    [Required]
    public TextOrTexts? Text { get; init; }

    /// <summary>The model's name, from GET /v1/models. Default: the only tagging model.</summary>
    /// <example>ner</example>
    public string? Model { get; init; }

    /// <summary>Which variant answers: student (small, fast) or teacher (large, good). Default: student.</summary>
    /// <example>student</example>
    public VariantRole? Variant { get; init; }

    /// <summary>
    /// How tokens are joined, as in transformers' pipeline: none (each token), simple (neighbours of one type), or first, average or max
    /// (tokens to words by that token's label, then words). Default: simple.
    /// </summary>
    /// <example>simple</example>
    public TagAggregation? Aggregation { get; init; }

    /// <summary>The unit of start and end: codePoints, or utf16 as in JavaScript, Java and .NET. Default: codePoints.</summary>
    /// <example>codePoints</example>
    public OffsetUnit? Offsets { get; init; }
}

/// <summary>The entities, a list for each text.</summary>
public sealed record TagAnswerBody
{
    /// <summary>The model that answered.</summary>
    /// <example>ner</example>
    public required string Model { get; init; }

    /// <summary>The variant that answered.</summary>
    /// <example>student</example>
    public required VariantRole Variant { get; init; }

    /// <summary>The version that answered: the start of its content hash.</summary>
    /// <example>3f2a9c01d4e7</example>
    public required string Version { get; init; }

    /// <summary>The entities of each text, in the texts' order.</summary>
    public required IReadOnlyList<IReadOnlyList<EntityBody>> Entities { get; init; }

    /// <summary>Tokens that the model read of each text, special tokens included.</summary>
    public required IReadOnlyList<int> InputTokens { get; init; }

    /// <summary>Whether each text was longer than the model's maxInputTokens; what was cut off has no entities.</summary>
    public required IReadOnlyList<bool> Truncated { get; init; }

    /// <summary>How long the parts of the request took.</summary>
    public required TimingBody Timing { get; init; }
}

/// <summary>A labelled part of a text.</summary>
public sealed record EntityBody
{
    /// <summary>Its type, such as PER; without aggregation the token's label, such as B-PER.</summary>
    /// <example>PER</example>
    public required string Label { get; init; }

    /// <summary>Its probability, 0 to 1: the mean over its tokens or words.</summary>
    /// <example>0.998</example>
    public required double Score { get; init; }

    /// <summary>The part of the text.</summary>
    /// <example>Anna Schmidt</example>
    public required string Text { get; init; }

    /// <summary>Where it starts in the text.</summary>
    /// <example>0</example>
    public required int Start { get; init; }

    /// <summary>Where it ends, exclusive.</summary>
    /// <example>12</example>
    public required int End { get; init; }
}
