namespace TransformerService.Client;

/// <summary>How to decode a translation. The ranges are described here and enforced by the pipeline, the same for REST and gRPC.</summary>
public sealed record TranslateOptions
{
    /// <summary>Beams searched, 1 to 8; 1 is greedy search. Default: the model's defaultBeamSize.</summary>
    public int? BeamSize { get; init; }

    /// <summary>
    /// Most tokens generated for one sentence, its end token included, 1 to the model's maxNewTokens. Default: the model's
    /// defaultNewTokens.
    /// </summary>
    public int? MaxNewTokens { get; init; }

    /// <summary>Fewest tokens generated before the end token is allowed, 0 to maxNewTokens. Default: the model's, usually 0.</summary>
    public int? MinNewTokens { get; init; }

    /// <summary>
    /// Exponent of the length that a beam's score is divided by, -10 to 10; above 0 favours longer translations. Default: the
    /// model's, usually 1.
    /// </summary>
    public double? LengthPenalty { get; init; }

    /// <summary>
    /// No run of this many tokens occurs twice in a translation, 0 to 32; 0 turns it off. Default: the model's, usually 0.
    /// </summary>
    public int? NoRepeatNgramSize { get; init; }

    /// <summary>
    /// Weakens tokens that were generated already by this factor, 0.01 to 10; 1 turns it off. Default: the model's, usually 1.
    /// </summary>
    public double? RepetitionPenalty { get; init; }

    /// <summary>Translations returned for each text, best first, 1 to beamSize. Default: 1.</summary>
    public int? NumHypotheses { get; init; }

    /// <summary>
    /// When a beam search stops: true as soon as there are beamSize finished translations; false when no open one is likely to beat them;
    /// "never" when none can. Default: the model's, usually false.
    /// </summary>
    public EarlyStopping? EarlyStopping { get; init; }

    /// <summary>
    /// Whether a text is split into sentences first. false takes it as one sequence, cut at the model's maxInputTokens. Default:
    /// true.
    /// </summary>
    public bool? SplitSentences { get; init; }

    /// <summary>
    /// Whether a model with a lexical shortlist uses it, which is faster. false lets every piece of the vocabulary occur, as does
    /// splitSentences false. Models without a shortlist ignore it. Default: true.
    /// </summary>
    public bool? Shortlist { get; init; }

    /// <summary>
    /// Whether list markers, heading signs, tabs, cells of tables and fenced code are copied. This and the following options hold only
    /// for texts that are split into sentences. Default: true.
    /// </summary>
    public bool? KeepStructure { get; init; }

    /// <summary>
    /// Whether what is not language comes back as it is: URLs, e-mail addresses, placeholders, code in backticks, tags, file paths, hashes,
    /// version and IP numbers, emoji, and characters that the model does not know. Default: true.
    /// </summary>
    public bool? ProtectSpans { get; init; }

    /// <summary>
    /// Names and terms that come back as they are, wherever a text has them as whole words: at most 100, of at most 200
    /// characters each. Default: none.
    /// </summary>
    public IReadOnlyList<string>? Protect { get; init; }

    /// <summary>
    /// With format html or xml: whether the values of the attributes alt, title and placeholder are translated. Default: false.
    /// </summary>
    public bool? TranslateAttributes { get; init; }

    /// <summary>Whether the model's own glossary is applied. Default: true.</summary>
    public bool? ModelGlossary { get; init; }

    /// <summary>Whether the model does not see soft hyphens, zero-width characters and similar. Default: true.</summary>
    public bool? RemoveInvisible { get; init; }

    /// <summary>Whether a sentence in capitals is lowered for the model, and its translation raised. Default: true.</summary>
    public bool? LowerCapitals { get; init; }

    /// <summary>Whether a sentence whose numbers changed is translated once more with its numbers protected. Default: true.</summary>
    public bool? CheckNumbers { get; init; }

    /// <summary>
    /// Whether translations are bounded by the length of their sentences, ended when they repeat themselves, and then decoded once more
    /// with no run of three tokens twice. Default: true.
    /// </summary>
    public bool? StopRunaways { get; init; }
}

/// <summary>When a beam search stops, as Hugging Face's <c>early_stopping</c>.</summary>
public enum EarlyStopping
{
    /// <summary><c>false</c>: when no open beam can beat the worst finished one at its present length (a heuristic).</summary>
    Heuristic,

    /// <summary><c>true</c>: as soon as there are as many finished hypotheses as beams.</summary>
    Always,

    /// <summary><c>"never"</c>: only when no open beam can beat the worst finished one at any length.</summary>
    Never,
}
