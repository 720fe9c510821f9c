using System.ComponentModel.DataAnnotations;
using TransformerService.Models;
using TransformerService.Models.Requests;

namespace TransformerService.Api.Contracts;

/// <summary>A call to translate one text or several. Fields that are not listed here are refused.</summary>
public sealed record TranslateRequestBody
{
    /// <summary>
    /// The text to translate, or an array of texts (1 to the model's maxTexts, together at most maxCharacters characters).
    /// The answers come in the same order. Required.
    /// </summary>
    [Required]
    public TextOrTexts? Text { get; init; }

    /// <summary>The model's name, from GET /v1/models. Default: the model for source and target, or the only translation model.</summary>
    /// <example>en-fr</example>
    public string? Model { get; init; }

    /// <summary>The language of the text, e.g. en. Default: the model's.</summary>
    /// <example>en</example>
    public string? Source { get; init; }

    /// <summary>The language to translate to, e.g. fr. Default: the model's.</summary>
    /// <example>fr</example>
    public string? Target { get; init; }

    /// <summary>Which variant answers: student (small, fast) or teacher (large, good). Default: student.</summary>
    /// <example>student</example>
    public VariantRole? Variant { get; init; }

    /// <summary>How to decode. Default: as the model's generation_config.json says.</summary>
    public TranslateOptionsBody? Options { get; init; }
}

/// <summary>How to decode a translation. The ranges are described here and enforced by the pipeline, the same for REST and gRPC.</summary>
public sealed record TranslateOptionsBody
{
    /// <summary>Beams searched, 1 to 8; 1 is greedy search. Default: the model's defaultBeamSize.</summary>
    /// <example>4</example>
    [Range(1, GenerationLimits.MaxBeamSize)]
    public int? BeamSize { get; init; }

    /// <summary>
    /// Most tokens generated for one sentence, its end token included, 1 to the model's maxNewTokens. Default: the model's
    /// defaultNewTokens.
    /// </summary>
    /// <example>64</example>
    [Range(1, int.MaxValue)]
    public int? MaxNewTokens { get; init; }

    /// <summary>Fewest tokens generated before the end token is allowed, 0 to maxNewTokens. Default: the model's, usually 0.</summary>
    /// <example>0</example>
    [Range(0, int.MaxValue)]
    public int? MinNewTokens { get; init; }

    /// <summary>
    /// Exponent of the length that a beam's score is divided by, -10 to 10; above 0 favours longer translations. Default: the
    /// model's, usually 1.
    /// </summary>
    /// <example>1.0</example>
    [Range(GenerationLimits.MinLengthPenalty, GenerationLimits.MaxLengthPenalty)]
    public double? LengthPenalty { get; init; }

    /// <summary>
    /// No run of this many tokens occurs twice in a translation, 0 to 32; 0 turns it off. Default: the model's, usually 0.
    /// </summary>
    /// <example>3</example>
    [Range(0, GenerationLimits.MaxNoRepeatNgramSize)]
    public int? NoRepeatNgramSize { get; init; }

    /// <summary>
    /// Weakens tokens that were generated already by this factor, 0.01 to 10; 1 turns it off. Default: the model's, usually 1.
    /// </summary>
    /// <example>1.2</example>
    [Range(GenerationLimits.MinRepetitionPenalty, GenerationLimits.MaxRepetitionPenalty)]
    public double? RepetitionPenalty { get; init; }

    /// <summary>Translations returned for each text, best first, 1 to beamSize. Default: 1.</summary>
    /// <example>2</example>
    [Range(1, GenerationLimits.MaxBeamSize)]
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
    /// <example>true</example>
    public bool? SplitSentences { get; init; }

    /// <summary>
    /// Whether a model with a lexical shortlist uses it, which is faster. false lets every piece of the vocabulary occur, as does
    /// splitSentences false. Models without a shortlist ignore it. Default: true.
    /// </summary>
    /// <example>true</example>
    public bool? Shortlist { get; init; }
}

/// <summary>One text, or an array of texts.</summary>
/// <param name="Values">The texts in their order, at least one.</param>
public sealed record TextOrTexts(IReadOnlyList<string> Values)
{
    /// <summary>The required value, in words.</summary>
    internal const string Expected = "a string or an array of strings";
}

/// <summary>The translations, one for each text.</summary>
public sealed record TranslateAnswerBody
{
    /// <summary>The model that answered.</summary>
    /// <example>en-fr</example>
    public required string Model { get; init; }

    /// <summary>The variant that answered.</summary>
    /// <example>student</example>
    public required VariantRole Variant { get; init; }

    /// <summary>The version that answered: the start of its content hash.</summary>
    /// <example>3f2a9c01d4e7</example>
    public required string Version { get; init; }

    /// <summary>One translation for each text, in the texts' order.</summary>
    public required IReadOnlyList<TranslationBody> Translations { get; init; }

    /// <summary>How long the parts of the request took.</summary>
    public required TimingBody Timing { get; init; }
}

/// <summary>One text's translation.</summary>
public sealed record TranslationBody
{
    /// <summary>The translation.</summary>
    /// <example>Deux chiens jouent dans la neige.</example>
    public required string Text { get; init; }

    /// <summary>
    /// Sum of the tokens' log-probabilities, divided by the number of tokens to the power of lengthPenalty: 0 at best.
    /// Of a text split into sentences, their mean weighted by output tokens.
    /// </summary>
    /// <example>-0.057325</example>
    public required double Score { get; init; }

    /// <summary>Tokens that the model read, special tokens included, over all sentences.</summary>
    /// <example>10</example>
    public required int InputTokens { get; init; }

    /// <summary>Tokens that the model generated, end tokens included, over all sentences.</summary>
    /// <example>9</example>
    public required int OutputTokens { get; init; }

    /// <summary>Whether the text, or a sentence of it, was longer than the model's maxInputTokens, and so cut.</summary>
    /// <example>false</example>
    public required bool Truncated { get; init; }

    /// <summary>The numHypotheses best translations, best first; left out unless more than one was asked for.</summary>
    public IReadOnlyList<HypothesisBody>? Hypotheses { get; init; }
}

/// <summary>One of several translations of a text.</summary>
public sealed record HypothesisBody
{
    /// <summary>The translation.</summary>
    /// <example>Deux chiens jouent dans la neige.</example>
    public required string Text { get; init; }

    /// <summary>Its score, computed as the best translation's.</summary>
    /// <example>-0.057325</example>
    public required double Score { get; init; }
}

/// <summary>How long the parts of one request took, in milliseconds.</summary>
public sealed record TimingBody
{
    /// <summary>From admission to answer.</summary>
    /// <example>4.812</example>
    public required double TotalMs { get; init; }

    /// <summary>Waiting for a free run slot.</summary>
    /// <example>0.021</example>
    public required double QueueMs { get; init; }

    /// <summary>Text to tokens and back.</summary>
    /// <example>0.134</example>
    public required double TokenizeMs { get; init; }

    /// <summary>Running the model, decoding included.</summary>
    /// <example>4.602</example>
    public required double InferenceMs { get; init; }
}
