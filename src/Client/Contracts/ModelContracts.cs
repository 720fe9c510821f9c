namespace TransformerService.Client;

/// <summary>The models that the server has.</summary>
public sealed record ModelList
{
    /// <summary>The processor's architecture, and its features that matter to integer and bfloat16 products.</summary>
    public required string Cpu { get; init; }

    /// <summary>
    /// How exact integer products are here for an int8 model whose weights allow saturation: exact, exactMode (exact, and slower) or
    /// saturating. Each variant states its own.
    /// </summary>
    public required Int8Arithmetic Int8Arithmetic { get; init; }

    /// <summary>All models by name, also those that are loading or failed.</summary>
    public required IReadOnlyList<ModelInfo> Models { get; init; }
}

/// <summary>What the server reports about one model.</summary>
public sealed record ModelInfo
{
    /// <summary>The name that calls use.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// What it does: translation, text-classification, token-classification, feature-extraction or text-ranking; left out if its model.json
    /// could not be read.
    /// </summary>
    public ModelTask? Task { get; init; }

    /// <summary>The language it translates from; left out for a classifier.</summary>
    public string? SourceLanguage { get; init; }

    /// <summary>The language it translates to; left out for a classifier.</summary>
    public string? TargetLanguage { get; init; }

    /// <summary>
    /// The codes of the languages that it translates from, any of which a call may name as 'source'; left out for a model of one source
    /// language.
    /// </summary>
    public IReadOnlyList<string>? SourceLanguages { get; init; }

    /// <summary>
    /// The codes of the languages that it translates to, any of which a call may name as 'target' with any source; left out for a model of
    /// one target language. Codes of ISO 639 and BCP 47 are understood too.
    /// </summary>
    public IReadOnlyList<string>? TargetLanguages { get; init; }

    /// <summary>The licence that its model.json states.</summary>
    public string? License { get; init; }

    /// <summary>The description in its model.json.</summary>
    public string? Description { get; init; }

    /// <summary>loading, ready or failed; ready when the variant that answers by default is.</summary>
    public required ModelState State { get; init; }

    /// <summary>All faults of the model itself, each a sentence that says what to change.</summary>
    public required IReadOnlyList<string> Faults { get; init; }

    /// <summary>What was ignored in its files and may be unexpected, each a sentence.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>The glossary that is applied to its translations; left out if it has none.</summary>
    public GlossarySummary? Glossary { get; init; }

    /// <summary>Its variants, the one that answers by default first.</summary>
    public required IReadOnlyList<VariantInfo> Variants { get; init; }
}

/// <summary>What the server reports about one variant of a model.</summary>
public sealed record VariantInfo
{
    /// <summary>student or teacher.</summary>
    public required VariantRole Variant { get; init; }

    /// <summary>Its folder inside the model's folder.</summary>
    public required string Folder { get; init; }

    /// <summary>loading, ready or failed.</summary>
    public required ModelState State { get; init; }

    /// <summary>All its faults, or those of the version that was to answer, each a sentence that says what to change.</summary>
    public required IReadOnlyList<string> Faults { get; init; }

    /// <summary>The start of contentHash; every answer carries it.</summary>
    public string? Version { get; init; }

    /// <summary>SHA-256 over the names and contents of the files it was loaded from, in hex.</summary>
    public string? ContentHash { get; init; }

    /// <summary>The model_type in its config.json.</summary>
    public string? ModelType { get; init; }

    /// <summary>How its decoder caches earlier computation: merged, split or none; left out for a classifier.</summary>
    public string? Decoder { get; init; }

    /// <summary>What runs it: cpu or cuda; left out until it is loaded.</summary>
    public string? ExecutionProvider { get; init; }

    /// <summary>
    /// Whether the answer to a text may depend slightly on the texts that run beside it, because the export quantises with one scale for
    /// a whole batch. Left out if its files could not be read.
    /// </summary>
    public bool? DependsOnBatch { get; init; }

    /// <summary>
    /// How exact its integer products are on this processor: exact, exactMode (exact through a slower mode of ONNX Runtime) or
    /// saturating. Left out until it is loaded, and if it has no integer products.
    /// </summary>
    public Int8Arithmetic? Int8Arithmetic { get; init; }

    /// <summary>What a call to it may ask for; left out until it is loaded.</summary>
    public VariantLimits? Limits { get; init; }

    /// <summary>The labels of a model that classifies texts or tags them, in the order of their ids.</summary>
    public IReadOnlyList<string>? Labels { get; init; }

    /// <summary>The names of an embedding model's prompts; left out if it has none.</summary>
    public IReadOnlyList<string>? Prompts { get; init; }

    /// <summary>Its versions: those on disk, the highest number first, then others that still answer or were refused.</summary>
    public required IReadOnlyList<VersionInfo> Versions { get; init; }
}

/// <summary>What one call to a variant may ask for.</summary>
public sealed record VariantLimits
{
    /// <summary>Tokens read of one sentence or text, special tokens included; the rest is cut off.</summary>
    public required int MaxInputTokens { get; init; }

    /// <summary>The largest maxNewTokens; left out for a classifier.</summary>
    public int? MaxNewTokens { get; init; }

    /// <summary>maxNewTokens of calls that do not set it; left out for a classifier.</summary>
    public int? DefaultNewTokens { get; init; }

    /// <summary>The largest beamSize; left out for a classifier.</summary>
    public int? MaxBeamSize { get; init; }

    /// <summary>beamSize of calls that do not set it; left out for a classifier.</summary>
    public int? DefaultBeamSize { get; init; }

    /// <summary>Texts in one request.</summary>
    public required int MaxTexts { get; init; }

    /// <summary>Characters (UTF-16 units) in one request, over all its texts.</summary>
    public required int MaxCharacters { get; init; }

    /// <summary>The numbers of an embedding; left out for models of other tasks.</summary>
    public int? Dimensions { get; init; }

    /// <summary>Memory in bytes that one run of the model may take now: a text that may need more is refused with inputTooLarge.</summary>
    public long? MaxRunBytes { get; init; }

    /// <summary>Memory in bytes that the most expensive allowed text may take, by an estimate that is rather too large.</summary>
    public long? DearestTextBytes { get; init; }
}

/// <summary>Which of a model's variants: the small one that serves, or the large one that it was distilled from.</summary>
public enum VariantRole
{
    /// <summary>The small, fast variant; answers unless the caller selects another variant.</summary>
    Student,

    /// <summary>The large, more accurate variant.</summary>
    Teacher,
}

/// <summary>What a model does.</summary>
public enum ModelTask
{
    /// <summary>Text in one language to text in another (<c>translation</c>), by an encoder-decoder model.</summary>
    Translation,

    /// <summary>Text to labels with scores (<c>text-classification</c>), by an encoder with a head.</summary>
    TextClassification,

    /// <summary>Text to labelled parts of it (<c>token-classification</c>), by an encoder with a head for each token.</summary>
    TokenClassification,

    /// <summary>Text to a vector (<c>feature-extraction</c>), by an encoder.</summary>
    FeatureExtraction,

    /// <summary>A query and documents to the documents' order (<c>text-ranking</c>), by a cross-encoder.</summary>
    TextRanking,

    /// <summary>Text to text (<c>text2text-generation</c>), such as a summary or an answer, by an encoder-decoder model.</summary>
    Text2Text,
}

/// <summary>Whether a model or variant can answer.</summary>
public enum ModelState
{
    /// <summary>It is being read, warmed up and checked.</summary>
    Loading,

    /// <summary>It answers calls.</summary>
    Ready,

    /// <summary>It does not answer; its faults say why.</summary>
    Failed,
}

/// <summary>How exact the integer products of an int8 model are on a processor.</summary>
public enum Int8Arithmetic
{
    /// <summary>Every product is exact: the processor cannot saturate, or the model's weights never make it saturate.</summary>
    Exact,

    /// <summary>Every product is exact because ONNX Runtime's slower exact mode is used; otherwise the processor would saturate.</summary>
    ExactMode,

    /// <summary>Sums of two products saturate at 16 bits: answers differ from those on other processors, and depend on the batch.</summary>
    Saturating,
}
