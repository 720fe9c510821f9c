using System.ComponentModel.DataAnnotations;
using TransformerService.Models;

namespace TransformerService.Api.Contracts;

/// <summary>A call for the probability of given translations. Fields that are not listed here are refused.</summary>
public sealed record ScoreRequestBody
{
    /// <summary>
    /// The text that is translated, or an array of texts (1 to the model's maxTexts; with the targets at most maxCharacters characters).
    /// Each is read as one sequence: send sentences. Required.
    /// </summary>
    [Required]
    public TextOrTexts? Source { get; init; }

    /// <summary>The translation of each source, of at most the model's maxNewTokens tokens: as many as there are sources. Required.</summary>
    [Required]
    public TextOrTexts? Target { get; init; }

    /// <summary>The model's name, from GET /v1/models. Default: the only translation model.</summary>
    /// <example>en-fr</example>
    public string? Model { get; init; }

    /// <summary>Which variant scores: student (small, fast) or teacher (large, good). Default: student.</summary>
    /// <example>student</example>
    public VariantRole? Variant { get; init; }
}

/// <summary>The scores, one for each pair of source and target.</summary>
public sealed record ScoreAnswerBody
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

    /// <summary>One score for each pair, in their order.</summary>
    public required IReadOnlyList<ScoredTargetBody> Results { get; init; }

    /// <summary>How long the parts of the request took.</summary>
    public required TimingBody Timing { get; init; }
}

/// <summary>The score of one translation.</summary>
public sealed record ScoredTargetBody
{
    /// <summary>The sum of its tokens' log-probabilities (natural logarithm): 0 at best.</summary>
    /// <example>-1.204</example>
    public required double LogProbability { get; init; }

    /// <summary>e to the power of minus the mean log-probability of a token: 1 at best.</summary>
    /// <example>1.162</example>
    public required double Perplexity { get; init; }

    /// <summary>Its tokens, the end token included.</summary>
    public required IReadOnlyList<ScoredPieceBody> Tokens { get; init; }

    /// <summary>Tokens that the model read of the source, special tokens included.</summary>
    /// <example>9</example>
    public required int InputTokens { get; init; }

    /// <summary>Whether the source was longer than the model's maxInputTokens, and so cut.</summary>
    /// <example>false</example>
    public required bool Truncated { get; init; }
}

/// <summary>A token of a translation with its probability.</summary>
public sealed record ScoredPieceBody
{
    /// <summary>Its id.</summary>
    /// <example>1461</example>
    public required int Id { get; init; }

    /// <summary>The piece as the vocabulary has it.</summary>
    /// <example>▁chiens</example>
    public required string Piece { get; init; }

    /// <summary>The first code point of the target that it stands for; left out for the end token.</summary>
    /// <example>5</example>
    public int? Start { get; init; }

    /// <summary>The code point after the last one.</summary>
    /// <example>11</example>
    public int? End { get; init; }

    /// <summary>The natural logarithm of its probability after the tokens before it: 0 at best.</summary>
    /// <example>-0.113</example>
    public required double LogProbability { get; init; }
}
