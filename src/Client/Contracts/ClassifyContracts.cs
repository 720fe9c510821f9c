namespace TransformerService.Client;

/// <summary>A call to classify one text or several.</summary>
public sealed record ClassifyRequest
{
    /// <summary>
    /// The texts to classify (1 to the model's maxTexts, together at most maxCharacters characters).
    /// The answers come in the same order.
    /// </summary>
    public required IReadOnlyList<string> Text { get; init; }

    /// <summary>The second text of each pair, for models trained on pairs: as many as there are texts. Default: none.</summary>
    public IReadOnlyList<string>? TextPair { get; init; }

    /// <summary>The model's name, from GET /v1/models. Default: the only classification model, or the configured one.</summary>
    public string? Model { get; init; }

    /// <summary>Which variant answers: student (small, fast) or teacher (large, good). Default: student.</summary>
    public VariantRole? Variant { get; init; }

    /// <summary>
    /// Labels returned for each text, best first, at least 1; more than the model has gives all of them. Default: 5, or all candidateLabels.
    /// </summary>
    public int? TopK { get; init; }

    /// <summary>
    /// Labels of your own (zero-shot classification), for a model of natural language inference: one with a label that begins with "entail".
    /// Every text is read once with each label, and counts as often toward the limits. Not with textPair. Default: the model's labels.
    /// </summary>
    public IReadOnlyList<string>? CandidateLabels { get; init; }

    /// <summary>The sentence that is made of a candidate label, with {} where it belongs. Default: This example is {}.</summary>
    public string? HypothesisTemplate { get; init; }

    /// <summary>Whether a text may have several candidate labels; otherwise their scores sum to 1. Default: false.</summary>
    public bool? MultiLabel { get; init; }

    /// <summary>How long texts are read. Default: what exceeds the model's maxInputTokens is cut off.</summary>
    public ClassifyOptions? Options { get; init; }
}

/// <summary>How long texts are read: divided into windows, which are classified one by one.</summary>
public sealed record ClassifyOptions
{
    /// <summary>
    /// Tokens of a window, special tokens included, at most the model's maxInputTokens. Every window counts as a row toward the limits. Not
    /// with textPair and candidateLabels. Required in options.
    /// </summary>
    public required int Window { get; init; }

    /// <summary>Tokens by which each window begins after the one before, at least 1. Default: half of the text's tokens in a window.</summary>
    public int? Stride { get; init; }

    /// <summary>
    /// How the windows' scores are joined: mean (weighted by the windows' tokens of the text) or max (the highest of each label). Default: mean.
    /// </summary>
    public WindowCombination? Combine { get; init; }
}

/// <summary>The classifications, one for each text.</summary>
public sealed record ClassifyAnswer
{
    /// <summary>The model that answered.</summary>
    public required string Model { get; init; }

    /// <summary>The variant that answered.</summary>
    public required VariantRole Variant { get; init; }

    /// <summary>The version that answered: the start of its content hash.</summary>
    public required string Version { get; init; }

    /// <summary>One classification for each text, in the texts' order.</summary>
    public required IReadOnlyList<Classification> Results { get; init; }

    /// <summary>How long the parts of the request took.</summary>
    public required RequestTiming Timing { get; init; }
}

/// <summary>One text's labels.</summary>
public sealed record Classification
{
    /// <summary>The topK best labels, best first.</summary>
    public required IReadOnlyList<LabelScore> Labels { get; init; }

    /// <summary>Tokens that the model read, special tokens included.</summary>
    public required int InputTokens { get; init; }

    /// <summary>Whether the text was longer than the model's maxInputTokens, and so cut.</summary>
    public required bool Truncated { get; init; }

    /// <summary>Number of windows that were read; left out without options.</summary>
    public int? Windows { get; init; }

    /// <summary>Whose answer it is: student or teacher. Left out for a model without a cascade.</summary>
    public VariantRole? Variant { get; init; }

    /// <summary>Whether the teacher answered, because the student's answer was risky. Left out for a model without a cascade.</summary>
    public bool? Escalated { get; init; }

    /// <summary>
    /// The risk that the student's answer differs from the teacher's, 0 to 1. Left out for a model without a cascade.
    /// </summary>
    public double? Risk { get; init; }

    /// <summary>
    /// Whether findings of shadow mode bound the risk; otherwise it is the one that the student itself states. Left out for a model without a
    /// cascade.
    /// </summary>
    public bool? Calibrated { get; init; }

    /// <summary>
    /// Why the student's answer is served though its risk exceeds the threshold: budgetSpent, teacherBusy, teacherAway, timeShort or
    /// limitReached (the limits of one request, or of the caller). Otherwise left out.
    /// </summary>
    public EscalationRefusal? NotEscalated { get; init; }
}

/// <summary>A label and its probability.</summary>
public sealed record LabelScore
{
    /// <summary>The label's name.</summary>
    public required string Label { get; init; }

    /// <summary>Its probability, 0 to 1: over all labels, or of this label alone if a text may have several.</summary>
    public required double Score { get; init; }
}

/// <summary>How the scores of a text's windows are joined.</summary>
public enum WindowCombination
{
    /// <summary>Their mean, weighted by the windows' tokens of the text.</summary>
    Mean,

    /// <summary>The highest of each label.</summary>
    Max,
}
