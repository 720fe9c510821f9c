using System.ComponentModel.DataAnnotations;
using TransformerService.Models.Requests;

namespace TransformerService.Api.Contracts;

/// <summary>How to decode a translation. The ranges are described here and enforced by the pipeline, for every door alike.</summary>
public sealed record TranslateOptionsBody
{
    /// <summary>Beams searched, 1 to 8; 1 is greedy search. Default: the model's defaultBeamSize.</summary>
    /// <example>4</example>
    [Range(1, 8)]
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
    [Range(-10.0, 10.0)]
    public double? LengthPenalty { get; init; }

    /// <summary>
    /// No run of this many tokens occurs twice in a translation, 0 to 32; 0 turns it off. Default: the model's, usually 0.
    /// </summary>
    /// <example>3</example>
    [Range(0, 32)]
    public int? NoRepeatNgramSize { get; init; }

    /// <summary>
    /// Weakens tokens that were generated already by this factor, 0.01 to 10; 1 turns it off. Default: the model's, usually 1.
    /// </summary>
    /// <example>1.2</example>
    [Range(0.01, 10.0)]
    public double? RepetitionPenalty { get; init; }

    /// <summary>Translations returned for each text, best first, 1 to beamSize. Default: 1.</summary>
    /// <example>2</example>
    [Range(1, 8)]
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
}
