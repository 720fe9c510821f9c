using System.ComponentModel.DataAnnotations;
using TransformerService.Models;
using TransformerService.Models.Requests;

namespace TransformerService.Api.Contracts;

/// <summary>A call to explain answers. Fields that are not listed here are refused.</summary>
public sealed record ExplainRequestBody
{
    /// <summary>
    /// The text whose answer is explained, or an array of texts (1 to the model's maxTexts, with the targets at most maxCharacters
    /// characters). Each is read as one sequence: send sentences to a model that translates. Required.
    /// </summary>
    [Required]
    public TextOrTexts? Text { get; init; }

    /// <summary>The model's name, from GET /v1/models. Default: the only model that classifies or translates.</summary>
    /// <example>sentiment</example>
    public string? Model { get; init; }

    /// <summary>Which variant is explained: student (small, fast) or teacher (large, good). Default: student.</summary>
    /// <example>student</example>
    public VariantRole? Variant { get; init; }

    /// <summary>The label that is explained, for a model that classifies. Default: each text's best label.</summary>
    /// <example>POSITIVE</example>
    public string? Label { get; init; }

    /// <summary>
    /// The translation of each text that is explained, for a model that translates: as many as there are texts. Default: what the model
    /// writes for each text without a beam.
    /// </summary>
    public TextOrTexts? Target { get; init; }

    /// <summary>
    /// How the weights are found: occlusion (by leaving out each part) or attention (by what the translation's words attend to; only for
    /// models that translate and whose export gives it). Default: attention where the model gives it, otherwise occlusion.
    /// </summary>
    /// <example>occlusion</example>
    public ExplanationMethod? Method { get; init; }

    /// <summary>What is left out at a time: word (words and signs) or token (the model's tokens). Default: word.</summary>
    /// <example>word</example>
    public ExplanationUnit? Unit { get; init; }

    /// <summary>
    /// Rows that each text may take by occlusion, 2 to 512: one for the whole text and one for each part. A text with more parts is left out in groups of
    /// neighbours. Every row counts toward the limits. Default: 64.
    /// </summary>
    /// <example>64</example>
    [Range(ExplainRequest.FewestRows, ExplainRequest.MostRows)]
    public int? MaxRows { get; init; }
}

/// <summary>The explanations, one for each text.</summary>
public sealed record ExplainAnswerBody
{
    /// <summary>The model that is explained.</summary>
    /// <example>sentiment</example>
    public required string Model { get; init; }

    /// <summary>The variant that is explained.</summary>
    /// <example>student</example>
    public required VariantRole Variant { get; init; }

    /// <summary>The version: the start of its content hash.</summary>
    /// <example>3f2a9c01d4e7</example>
    public required string Version { get; init; }

    /// <summary>How the weights were found: occlusion, by leaving out each part; or attention, by what the words attend to.</summary>
    /// <example>occlusion</example>
    public required ExplanationMethod Method { get; init; }

    /// <summary>One explanation for each text, in the texts' order.</summary>
    public required IReadOnlyList<ExplanationBody> Results { get; init; }

    /// <summary>How long the parts of the request took.</summary>
    public required TimingBody Timing { get; init; }
}

/// <summary>What one answer rests on.</summary>
public sealed record ExplanationBody
{
    /// <summary>The label that is explained; left out for a translation.</summary>
    /// <example>POSITIVE</example>
    public string? Label { get; init; }

    /// <summary>The label's score for the whole text; left out for a translation.</summary>
    /// <example>0.998</example>
    public double? Score { get; init; }

    /// <summary>The translation that is explained; left out for a label.</summary>
    /// <example>Deux chiens jouent.</example>
    public string? Target { get; init; }

    /// <summary>The translation's log-probability; left out for a label.</summary>
    /// <example>-0.514</example>
    public double? LogProbability { get; init; }

    /// <summary>The parts of the text that the model read, in their order.</summary>
    public required IReadOnlyList<ExplainedPartBody> Parts { get; init; }

    /// <summary>The parts of the translation, in their order; left out for a label.</summary>
    public IReadOnlyList<ExplainedTargetPartBody>? TargetParts { get; init; }

    /// <summary>The rows that ran: one for the whole text and one for each part; by attention two.</summary>
    /// <example>7</example>
    public required int Rows { get; init; }

    /// <summary>Tokens that the model read, special tokens included.</summary>
    /// <example>9</example>
    public required int InputTokens { get; init; }

    /// <summary>Whether the text was longer than the model's maxInputTokens, and so cut.</summary>
    /// <example>false</example>
    public required bool Truncated { get; init; }
}

/// <summary>A part of a text, and how much the answer rests on it.</summary>
public sealed record ExplainedPartBody
{
    /// <summary>The part.</summary>
    /// <example>gorgeous</example>
    public required string Text { get; init; }

    /// <summary>Its first code point.</summary>
    /// <example>2</example>
    public required int Start { get; init; }

    /// <summary>The code point after its last.</summary>
    /// <example>10</example>
    public required int End { get; init; }

    /// <summary>
    /// How much the answer rests on it; below 0 if the part speaks against it. For a label, the fall of its log-odds (natural logarithm)
    /// without the part, or of its score for a regression; for a translation, the fall of its log-probability, or by attention the share of
    /// its attention, from 0 to 1.
    /// </summary>
    /// <example>1.87</example>
    public required double Weight { get; init; }

    /// <summary>The label's score, or the translation's log-probability, without the part; left out by attention.</summary>
    /// <example>0.987</example>
    public double? Without { get; init; }
}

/// <summary>A part of a translation, and what it rests on.</summary>
public sealed record ExplainedTargetPartBody
{
    /// <summary>The part.</summary>
    /// <example>chiens</example>
    public required string Text { get; init; }

    /// <summary>Its first code point in the translation.</summary>
    /// <example>5</example>
    public required int Start { get; init; }

    /// <summary>The code point after its last.</summary>
    /// <example>11</example>
    public required int End { get; init; }

    /// <summary>The log-probability of its tokens after those before them.</summary>
    /// <example>-0.113</example>
    public required double LogProbability { get; init; }

    /// <summary>
    /// How far that falls without each part of the text, in the order of parts; by attention the share of its attention to each.
    /// </summary>
    public required IReadOnlyList<double> Weights { get; init; }

    /// <summary>The index in parts of the greatest weight; left out if none is above 0.</summary>
    /// <example>1</example>
    public int? Source { get; init; }
}
