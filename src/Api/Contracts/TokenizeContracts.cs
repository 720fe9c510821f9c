using System.ComponentModel.DataAnnotations;
using TransformerService.Models;

namespace TransformerService.Api.Contracts;

/// <summary>A call for the tokens of one text or several. Fields that are not listed here are refused.</summary>
public sealed record TokenizeRequestBody
{
    /// <summary>
    /// The text, or an array of texts (1 to the model's maxTexts, together at most maxCharacters characters).
    /// The answers come in the same order. Required.
    /// </summary>
    [Required]
    public TextOrTexts? Text { get; init; }

    /// <summary>The model's name, from GET /v1/models. Default: the only model.</summary>
    /// <example>en-fr</example>
    public string? Model { get; init; }

    /// <summary>Which variant's tokenizer: student or teacher. Default: student.</summary>
    /// <example>student</example>
    public VariantRole? Variant { get; init; }

    /// <summary>Whether the special tokens around each text, and the model's prefix, are returned too. Default: true.</summary>
    /// <example>true</example>
    public bool? SpecialTokens { get; init; }
}

/// <summary>The tokens, a list for each text.</summary>
public sealed record TokenizeAnswerBody
{
    /// <summary>The model.</summary>
    /// <example>en-fr</example>
    public required string Model { get; init; }

    /// <summary>The variant.</summary>
    /// <example>student</example>
    public required VariantRole Variant { get; init; }

    /// <summary>The version: the start of its content hash.</summary>
    /// <example>3f2a9c01d4e7</example>
    public required string Version { get; init; }

    /// <summary>The tokens of each text, in the texts' order.</summary>
    public required IReadOnlyList<PieceTextBody> Results { get; init; }

    /// <summary>How long the parts of the request took.</summary>
    public required TimingBody Timing { get; init; }
}

/// <summary>One text's tokens.</summary>
public sealed record PieceTextBody
{
    /// <summary>The tokens that the model reads, at most its maxInputTokens.</summary>
    public required IReadOnlyList<PieceBody> Pieces { get; init; }

    /// <summary>How many tokens the whole text has, special tokens included.</summary>
    /// <example>9</example>
    public required int Tokens { get; init; }

    /// <summary>Whether these are more than the model reads, so that the rest is cut.</summary>
    /// <example>false</example>
    public required bool Truncated { get; init; }
}

/// <summary>A token.</summary>
public sealed record PieceBody
{
    /// <summary>Its id.</summary>
    /// <example>1497</example>
    public required int Id { get; init; }

    /// <summary>The piece as the vocabulary has it.</summary>
    /// <example>▁dogs</example>
    public required string Piece { get; init; }

    /// <summary>
    /// The first code point of the text that it stands for, white space before a word not counted. Left out for a special token that is
    /// not part of the text.
    /// </summary>
    /// <example>4</example>
    public int? Start { get; init; }

    /// <summary>The code point after the last one.</summary>
    /// <example>8</example>
    public int? End { get; init; }
}

/// <summary>A call for the texts of token ids. Fields that are not listed here are refused.</summary>
public sealed record DetokenizeRequestBody
{
    /// <summary>The ids of one text, or an array of such arrays. The texts come in the same order. Required.</summary>
    [Required]
    public IdsOrLists? Ids { get; init; }

    /// <summary>The model's name, from GET /v1/models. Default: the only model.</summary>
    /// <example>en-fr</example>
    public string? Model { get; init; }

    /// <summary>Which variant's tokenizer: student or teacher. Default: student.</summary>
    /// <example>student</example>
    public VariantRole? Variant { get; init; }

    /// <summary>Whether special tokens are written into the text. Default: false.</summary>
    /// <example>false</example>
    public bool? SpecialTokens { get; init; }
}

/// <summary>The texts, one for each list of ids.</summary>
public sealed record DetokenizeAnswerBody
{
    /// <summary>The model.</summary>
    /// <example>en-fr</example>
    public required string Model { get; init; }

    /// <summary>The variant.</summary>
    /// <example>student</example>
    public required VariantRole Variant { get; init; }

    /// <summary>The version: the start of its content hash.</summary>
    /// <example>3f2a9c01d4e7</example>
    public required string Version { get; init; }

    /// <summary>The texts, in the order of the ids, as the model's answers are written.</summary>
    public required IReadOnlyList<string> Texts { get; init; }

    /// <summary>How long the parts of the request took.</summary>
    public required TimingBody Timing { get; init; }
}

/// <summary>The value of a field that is an array of token ids or an array of such arrays.</summary>
/// <param name="Values">The ids of each text.</param>
public sealed record IdsOrLists(IReadOnlyList<IReadOnlyList<int>> Values)
{
    /// <summary>What such a field must be.</summary>
    internal const string Expected = "an array of token ids, or an array of such arrays";
}
