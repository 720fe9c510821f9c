namespace TransformerService.Client;

/// <summary>A call to translate one text or several.</summary>
public sealed record TranslateRequest
{
    /// <summary>
    /// The texts to translate (1 to the model's maxTexts, together at most maxCharacters characters).
    /// The answers come in the same order.
    /// </summary>
    public required IReadOnlyList<string> Text { get; init; }

    /// <summary>The model's name, from GET /v1/models. Default: the model for source and target, or the only translation model.</summary>
    public string? Model { get; init; }

    /// <summary>
    /// The language of the text, e.g. en; en-US finds a model for en, too. Default: the model's. A model of many languages takes its own codes
    /// and those of ISO 639 and BCP 47. With auto the language of each text is detected; a text that is in the target language already, or
    /// in one that the model does not translate from, comes back as it is with a warning.
    /// </summary>
    public string? Source { get; init; }

    /// <summary>The language to translate to, e.g. fr; fr-CA finds a model for fr, too. Default: the model's.</summary>
    public string? Target { get; init; }

    /// <summary>Which variant answers: student (small, fast) or teacher (large, good). Default: student.</summary>
    public VariantRole? Variant { get; init; }

    /// <summary>
    /// What the texts are written in: text (default), html, xml or markdown. Of a document the text is translated, block by block, and
    /// everything else comes back as it is.
    /// </summary>
    public TextFormat? Format { get; init; }

    /// <summary>
    /// Terms of the texts with the translations that they must have, at most 1,000 entries; each stands for its term wherever a text has it
    /// as whole words. They take precedence over the model's glossary. Default: none.
    /// </summary>
    public IReadOnlyList<GlossaryEntry>? Glossary { get; init; }

    /// <summary>How to decode. Default: as the model's generation_config.json says.</summary>
    public TranslateOptions? Options { get; init; }
}

/// <summary>The translations, one for each text.</summary>
public sealed record TranslateAnswer
{
    /// <summary>The model that answered.</summary>
    public required string Model { get; init; }

    /// <summary>The variant that answered.</summary>
    public required VariantRole Variant { get; init; }

    /// <summary>The version that answered: the start of its content hash.</summary>
    public required string Version { get; init; }

    /// <summary>
    /// The language through which the texts went, because no model has the pair (Inference:PivotLanguage); left out otherwise. model, variant
    /// and version are then those of the second step, scores and tokens the sums of both.
    /// </summary>
    public string? Pivot { get; init; }

    /// <summary>With pivot: what answered, first into the pivot language, then from it.</summary>
    public IReadOnlyList<TranslationStep>? Steps { get; init; }

    /// <summary>One translation for each text, in the texts' order.</summary>
    public required IReadOnlyList<Translation> Translations { get; init; }

    /// <summary>How long the parts of the request took.</summary>
    public required RequestTiming Timing { get; init; }
}

/// <summary>What answered one step of a translation through another language.</summary>
public sealed record TranslationStep
{
    /// <summary>The model.</summary>
    public required string Model { get; init; }

    /// <summary>The variant.</summary>
    public required VariantRole Variant { get; init; }

    /// <summary>The version: the start of its content hash.</summary>
    public required string Version { get; init; }
}

/// <summary>How long the parts of one request took, in milliseconds.</summary>
public sealed record RequestTiming
{
    /// <summary>From admission to answer.</summary>
    public required double TotalMs { get; init; }

    /// <summary>Waiting for a free run slot.</summary>
    public required double QueueMs { get; init; }

    /// <summary>Text to tokens and back.</summary>
    public required double TokenizeMs { get; init; }

    /// <summary>Running the model, decoding included.</summary>
    public required double InferenceMs { get; init; }

    /// <summary>Texts that were answered from kept answers; left out if none was.</summary>
    public int? CachedTexts { get; init; }
}

/// <summary>What a text is written in.</summary>
public enum TextFormat
{
    /// <summary>Plain text.</summary>
    Text,

    /// <summary>HTML: a page or a fragment.</summary>
    Html,

    /// <summary>XML, well-formed.</summary>
    Xml,

    /// <summary>Markdown: CommonMark with tables.</summary>
    Markdown,
}
