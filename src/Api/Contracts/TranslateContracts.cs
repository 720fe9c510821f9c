using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
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

    /// <summary>
    /// The language of the text, e.g. en; en-US finds a model for en, too. Default: the model's. A model of many languages takes its own codes
    /// and those of ISO 639 and BCP 47. With auto the language of each text is detected; a text that is in the target language already, or
    /// in one that the model does not translate from, comes back as it is with a warning.
    /// </summary>
    /// <example>en</example>
    public string? Source { get; init; }

    /// <summary>The language to translate to, e.g. fr; fr-CA finds a model for fr, too. Default: the model's.</summary>
    /// <example>fr</example>
    public string? Target { get; init; }

    /// <summary>Which variant answers: student (small, fast) or teacher (large, good). Default: student.</summary>
    /// <example>student</example>
    public VariantRole? Variant { get; init; }

    /// <summary>
    /// What the texts are written in: text (default), html, xml or markdown. Of a document the text is translated, block by block, and
    /// everything else comes back as it is.
    /// </summary>
    /// <example>html</example>
    public TextFormat? Format { get; init; }

    /// <summary>
    /// Terms of the texts with the translations that they must have, at most 1,000 entries; each stands for its term wherever a text has it
    /// as whole words. They take precedence over the model's glossary. Default: none.
    /// </summary>
    public IReadOnlyList<GlossaryEntryBody>? Glossary { get; init; }

    /// <summary>How to decode. Default: as the model's generation_config.json says.</summary>
    public TranslateOptionsBody? Options { get; init; }
}

/// <summary>One text, or an array of texts.</summary>
/// <param name="Values">The texts in their order, at least one.</param>
public sealed record TextOrTexts(IReadOnlyList<string> Values)
{
    /// <summary>The required value, in words.</summary>
    internal const string Expected = "a string or an array of strings";

    /// <summary>Whether the texts came as an array.</summary>
    internal bool IsArray { get; init; }
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

    /// <summary>
    /// The language through which the texts went, because no model has the pair (Inference:PivotLanguage); left out otherwise. model, variant
    /// and version are then those of the second step, scores and tokens the sums of both.
    /// </summary>
    /// <example>en</example>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Pivot { get; init; }

    /// <summary>With pivot: what answered, first into the pivot language, then from it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<TranslationStepBody>? Steps { get; init; }

    /// <summary>One translation for each text, in the texts' order.</summary>
    public required IReadOnlyList<TranslationBody> Translations { get; init; }

    /// <summary>How long the parts of the request took.</summary>
    public required TimingBody Timing { get; init; }
}

/// <summary>What answered one step of a translation through another language.</summary>
public sealed record TranslationStepBody
{
    /// <summary>The model.</summary>
    /// <example>de-en</example>
    public required string Model { get; init; }

    /// <summary>The variant.</summary>
    /// <example>student</example>
    public required VariantRole Variant { get; init; }

    /// <summary>The version: the start of its content hash.</summary>
    /// <example>3f2a9c01d4e7</example>
    public required string Version { get; init; }
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

    /// <summary>Texts that were answered from kept answers; left out if none was.</summary>
    /// <example>1</example>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? CachedTexts { get; init; }
}
