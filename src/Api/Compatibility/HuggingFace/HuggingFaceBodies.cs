using System.Text.Json;
using System.Text.Json.Serialization;
using TransformerService.Models.Requests;

namespace TransformerService.Api.Compatibility.HuggingFace;

/// <summary>The arguments of transformers' generate that are known here. Others are refused, as generate does.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal record HuggingFaceGeneration
{
    public int? MaxNewTokens { get; init; }

    public int? MinNewTokens { get; init; }

    /// <summary>As <see cref="MaxNewTokens"/>, the start token included.</summary>
    public int? MaxLength { get; init; }

    /// <summary>As <see cref="MinNewTokens"/>, the start token included.</summary>
    public int? MinLength { get; init; }

    public int? NumBeams { get; init; }

    public int? NumReturnSequences { get; init; }

    public double? LengthPenalty { get; init; }

    public int? NoRepeatNgramSize { get; init; }

    public double? RepetitionPenalty { get; init; }

    public EarlyStopping? EarlyStopping { get; init; }

    public bool? DoSample { get; init; }

    public double? Temperature { get; init; }

    /// <summary>Of sampling; for a classifier the number of labels.</summary>
    public int? TopK { get; init; }

    public double? TopP { get; init; }

    public long? Seed { get; init; }
}

/// <summary>The parameters of all tasks.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal record HuggingFaceParameters : HuggingFaceGeneration
{
    /// <summary>The language translated from.</summary>
    public string? SrcLang { get; init; }

    /// <summary>The language translated to.</summary>
    public string? TgtLang { get; init; }

    /// <summary>Ignored: texts are decoded as the export's tokenizer says.</summary>
    public bool? CleanUpTokenizationSpaces { get; init; }

    /// <summary>do_not_truncate or false; or true, or one of three that mean the same for a single text.</summary>
    [JsonConverter(typeof(HuggingFaceTruncationConverter))]
    public string? Truncation { get; init; }

    /// <summary>The older form of <see cref="HuggingFaceGeneration.TopK"/> for a classifier: all labels, or the best alone.</summary>
    public bool? ReturnAllScores { get; init; }

    /// <summary>Ignored: padding never changes an answer.</summary>
    public JsonElement Padding { get; init; }

    public HuggingFaceGeneration? GenerateParameters { get; init; }

    /// <summary>sigmoid, softmax or none.</summary>
    public string? FunctionToApply { get; init; }

    /// <summary>An array, or a string with commas.</summary>
    public HuggingFaceInputs? CandidateLabels { get; init; }

    public string? HypothesisTemplate { get; init; }

    public bool? MultiLabel { get; init; }

    public TagAggregation? AggregationStrategy { get; init; }

    public HuggingFaceInputs? IgnoreLabels { get; init; }

    public int? Stride { get; init; }

    public bool? Normalize { get; init; }

    public bool? Truncate { get; init; }

    /// <summary>left or right, in lower case or capitalized.</summary>
    public string? TruncationDirection { get; init; }

    public string? PromptName { get; init; }

    public int? Dimensions { get; init; }
}

/// <summary>The body of every call. Parameters are in an object of their own, or beside the inputs.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
internal sealed record HuggingFaceBody : HuggingFaceParameters
{
    public HuggingFaceInputs? Inputs { get; init; }

    public HuggingFaceParameters? Parameters { get; init; }

    public HuggingFaceOptions? Options { get; init; }
}

/// <summary>Options of the server.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
internal sealed record HuggingFaceOptions
{
    /// <summary>Whether kept answers may be used. Default true.</summary>
    public bool? UseCache { get; init; }
}

/// <summary>A translation.</summary>
internal sealed record HuggingFaceTranslation(string TranslationText);

/// <summary>A summary.</summary>
internal sealed record HuggingFaceSummary(string SummaryText);

/// <summary>A generated text.</summary>
internal sealed record HuggingFaceText(string GeneratedText);

/// <summary>A label with its score.</summary>
internal sealed record HuggingFaceLabel(string Label, double Score);

/// <summary>A labelled part of a text.</summary>
/// <param name="EntityGroup">Its type; left out without aggregation.</param>
/// <param name="Entity">Its label without aggregation.</param>
/// <param name="Score">Its probability.</param>
/// <param name="Word">The part of the text.</param>
/// <param name="Start">Its first code point.</param>
/// <param name="End">The code point after its last.</param>
internal sealed record HuggingFaceEntity(string? EntityGroup, string? Entity, double Score, string Word, int Start, int End);

/// <summary>The body of a failure.</summary>
internal sealed record HuggingFaceFailure(string Error);
