namespace TransformerService.Client;

/// <summary>A call to explain answers.</summary>
public sealed record ExplainRequest
{
    /// <summary>
    /// The texts whose answers are explained (1 to the model's maxTexts, with the targets at most maxCharacters
    /// characters). Each is read as one sequence: send sentences to a model that translates.
    /// </summary>
    public required IReadOnlyList<string> Text { get; init; }

    /// <summary>The model's name, from GET /v1/models. Default: the only model that classifies or translates.</summary>
    public string? Model { get; init; }

    /// <summary>Which variant is explained: student (small, fast) or teacher (large, good). Default: student.</summary>
    public VariantRole? Variant { get; init; }

    /// <summary>The label that is explained, for a model that classifies. Default: each text's best label.</summary>
    public string? Label { get; init; }

    /// <summary>
    /// The translation of each text that is explained, for a model that translates: as many as there are texts. Default: what the model
    /// writes for each text without a beam.
    /// </summary>
    public IReadOnlyList<string>? Target { get; init; }

    /// <summary>
    /// How the weights are found: occlusion (by leaving out each part) or attention (by what the translation's words attend to; only for
    /// models that translate and whose export gives it). Default: attention where the model gives it, otherwise occlusion.
    /// </summary>
    public ExplanationMethod? Method { get; init; }

    /// <summary>What is left out at a time: word (words and signs) or token (the model's tokens). Default: word.</summary>
    public ExplanationUnit? Unit { get; init; }

    /// <summary>
    /// Rows that each text may take by occlusion, 2 to 512: one for the whole text and one for each part. A text with more parts is left out in groups of
    /// neighbours. Every row counts toward the limits. Default: 64.
    /// </summary>
    public int? MaxRows { get; init; }
}

/// <summary>The explanations, one for each text.</summary>
public sealed record ExplainAnswer
{
    /// <summary>The model that is explained.</summary>
    public required string Model { get; init; }

    /// <summary>The variant that is explained.</summary>
    public required VariantRole Variant { get; init; }

    /// <summary>The version: the start of its content hash.</summary>
    public required string Version { get; init; }

    /// <summary>How the weights were found: occlusion, by leaving out each part; or attention, by what the words attend to.</summary>
    public required ExplanationMethod Method { get; init; }

    /// <summary>One explanation for each text, in the texts' order.</summary>
    public required IReadOnlyList<Explanation> Results { get; init; }

    /// <summary>How long the parts of the request took.</summary>
    public required RequestTiming Timing { get; init; }
}

/// <summary>What one answer rests on.</summary>
public sealed record Explanation
{
    /// <summary>The label that is explained; left out for a translation.</summary>
    public string? Label { get; init; }

    /// <summary>The label's score for the whole text; left out for a translation.</summary>
    public double? Score { get; init; }

    /// <summary>The translation that is explained; left out for a label.</summary>
    public string? Target { get; init; }

    /// <summary>The translation's log-probability; left out for a label.</summary>
    public double? LogProbability { get; init; }

    /// <summary>The parts of the text that the model read, in their order.</summary>
    public required IReadOnlyList<ExplainedPart> Parts { get; init; }

    /// <summary>The parts of the translation, in their order; left out for a label.</summary>
    public IReadOnlyList<ExplainedTargetPart>? TargetParts { get; init; }

    /// <summary>The rows that ran: one for the whole text and one for each part; by attention two.</summary>
    public required int Rows { get; init; }

    /// <summary>Tokens that the model read, special tokens included.</summary>
    public required int InputTokens { get; init; }

    /// <summary>Whether the text was longer than the model's maxInputTokens, and so cut.</summary>
    public required bool Truncated { get; init; }
}

/// <summary>A part of a text, and how much the answer rests on it.</summary>
public sealed record ExplainedPart
{
    /// <summary>The part.</summary>
    public required string Text { get; init; }

    /// <summary>Its first code point.</summary>
    public required int Start { get; init; }

    /// <summary>The code point after its last.</summary>
    public required int End { get; init; }

    /// <summary>
    /// How much the answer rests on it; below 0 if the part speaks against it. For a label, the fall of its log-odds (natural logarithm)
    /// without the part, or of its score for a regression; for a translation, the fall of its log-probability, or by attention the share of
    /// its attention, from 0 to 1.
    /// </summary>
    public required double Weight { get; init; }

    /// <summary>The label's score, or the translation's log-probability, without the part; left out by attention.</summary>
    public double? Without { get; init; }
}

/// <summary>A part of a translation, and what it rests on.</summary>
public sealed record ExplainedTargetPart
{
    /// <summary>The part.</summary>
    public required string Text { get; init; }

    /// <summary>Its first code point in the translation.</summary>
    public required int Start { get; init; }

    /// <summary>The code point after its last.</summary>
    public required int End { get; init; }

    /// <summary>The log-probability of its tokens after those before them.</summary>
    public required double LogProbability { get; init; }

    /// <summary>
    /// How far that falls without each part of the text, in the order of parts; by attention the share of its attention to each.
    /// </summary>
    public required IReadOnlyList<double> Weights { get; init; }

    /// <summary>The index in parts of the greatest weight; left out if none is above 0.</summary>
    public int? Source { get; init; }
}

/// <summary>How an explanation finds its weights.</summary>
public enum ExplanationMethod
{
    /// <summary>By leaving out each part of the text.</summary>
    Occlusion,

    /// <summary>By the attention that the words of a translation give to those of its source.</summary>
    Attention,
}

/// <summary>The parts that an explanation leaves out, one at a time.</summary>
public enum ExplanationUnit
{
    /// <summary>Words and signs.</summary>
    Word,

    /// <summary>The model's tokens.</summary>
    Token,
}
