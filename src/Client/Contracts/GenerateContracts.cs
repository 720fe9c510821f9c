namespace TransformerService.Client;

/// <summary>A call to generate texts from one text or several.</summary>
public sealed record GenerateRequest
{
    /// <summary>
    /// The texts that the model reads (1 to the model's maxTexts, together at most maxCharacters characters). Each is one
    /// sequence, as it is: nothing is split or protected. The answers come in the same order.
    /// </summary>
    public required IReadOnlyList<string> Text { get; init; }

    /// <summary>The model's name, from GET /v1/models. Default: the only model that generates text.</summary>
    public string? Model { get; init; }

    /// <summary>Which variant answers: student (small, fast) or teacher (large, good). Default: student.</summary>
    public VariantRole? Variant { get; init; }

    /// <summary>How to decode. Default: as the model's generation_config.json says, without sampling.</summary>
    public GenerateOptions? Options { get; init; }
}

/// <summary>How to generate a text. The ranges are described here and enforced by the pipeline, the same for REST and gRPC.</summary>
public sealed record GenerateOptions
{
    /// <summary>Beams searched, 1 to 8; 1 is greedy search. Default: the model's defaultBeamSize; 1 with doSample.</summary>
    public int? BeamSize { get; init; }

    /// <summary>Most tokens generated, the end token included, 1 to the model's maxNewTokens. Default: the model's defaultNewTokens.</summary>
    public int? MaxNewTokens { get; init; }

    /// <summary>Fewest tokens generated before the end token is allowed, 0 to maxNewTokens. Default: the model's, usually 0.</summary>
    public int? MinNewTokens { get; init; }

    /// <summary>
    /// Exponent of the length that a score is divided by, -10 to 10; above 0 favours longer texts in a beam search. Default: the model's,
    /// usually 1.
    /// </summary>
    public double? LengthPenalty { get; init; }

    /// <summary>No run of this many tokens occurs twice in a text, 0 to 32; 0 turns it off. Default: the model's, usually 0.</summary>
    public int? NoRepeatNgramSize { get; init; }

    /// <summary>
    /// Weakens tokens that were generated already by this factor, 0.01 to 10; 1 turns it off. Default: the model's, usually 1.
    /// </summary>
    public double? RepetitionPenalty { get; init; }

    /// <summary>
    /// Texts returned for each text: the best ones, 1 to beamSize; with doSample so many samples, 1 to 8, of which each takes as much work as
    /// one text. Default: 1.
    /// </summary>
    public int? NumHypotheses { get; init; }

    /// <summary>
    /// When a beam search stops: true as soon as there are beamSize finished texts; false when no open one is likely to beat them; "never" when
    /// none can. Default: the model's, usually false.
    /// </summary>
    public EarlyStopping? EarlyStopping { get; init; }

    /// <summary>
    /// Whether each token is drawn by its probability, instead of searching for the most likely text. Default: false, whatever
    /// generation_config.json says.
    /// </summary>
    public bool? DoSample { get; init; }

    /// <summary>
    /// With doSample: the logits are divided by it, 0.01 to 100; below 1 likely tokens become more likely. Default: the model's, usually 1.
    /// </summary>
    public double? Temperature { get; init; }

    /// <summary>
    /// With doSample: a token is drawn from as many of the most likely ones; 0 draws from all. Default: the model's, usually 50.
    /// </summary>
    public int? TopK { get; init; }

    /// <summary>
    /// With doSample: a token is drawn from the fewest of the most likely ones whose probabilities add up to it, above 0 to 1; 1 draws from all.
    /// Default: the model's, usually 1.
    /// </summary>
    public double? TopP { get; init; }

    /// <summary>
    /// With doSample: the seed of the draws, 0 to 9007199254740991. The same seed gives the same text, whatever else the server answers at the
    /// time. Default: another seed for each call.
    /// </summary>
    public long? Seed { get; init; }
}

/// <summary>The generated texts, one for each text.</summary>
public sealed record GenerateAnswer
{
    /// <summary>The model that answered.</summary>
    public required string Model { get; init; }

    /// <summary>The variant that answered.</summary>
    public required VariantRole Variant { get; init; }

    /// <summary>The version that answered: the start of its content hash.</summary>
    public required string Version { get; init; }

    /// <summary>One generated text for each text, in the texts' order.</summary>
    public required IReadOnlyList<Generation> Generations { get; init; }

    /// <summary>How long the parts of the request took.</summary>
    public required RequestTiming Timing { get; init; }
}

/// <summary>What was generated from one text.</summary>
public sealed record Generation
{
    /// <summary>The generated text; with doSample the first sample.</summary>
    public required string Text { get; init; }

    /// <summary>
    /// Sum of the tokens' log-probabilities, divided by the number of tokens to the power of lengthPenalty: 0 at best. With doSample by the
    /// model's own probabilities, before temperature, topK and topP.
    /// </summary>
    public required double Score { get; init; }

    /// <summary>Tokens that the model read, special tokens included.</summary>
    public required int InputTokens { get; init; }

    /// <summary>Tokens that the model generated, the end token included.</summary>
    public required int OutputTokens { get; init; }

    /// <summary>Why it ended: stop (the model ended it) or length (it reached the most tokens and was cut).</summary>
    public required FinishReason FinishReason { get; init; }

    /// <summary>Whether anything was cut: the text at the model's maxInputTokens, or the generated text at maxNewTokens.</summary>
    public required bool Truncated { get; init; }

    /// <summary>
    /// The numHypotheses texts, best first, or the samples in the order of their draws; left out unless more than one was asked for.
    /// </summary>
    public IReadOnlyList<Hypothesis>? Hypotheses { get; init; }
}

/// <summary>A part of a text that is sent while it is generated. The parts of an index together are its text.</summary>
public sealed record GeneratedPart
{
    /// <summary>The text's place in the request.</summary>
    public required int Index { get; init; }

    /// <summary>The part: whole characters (code points).</summary>
    public required string Text { get; init; }
}
