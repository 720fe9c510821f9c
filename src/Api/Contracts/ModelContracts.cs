using TransformerService.Models;
using TransformerService.Models.Catalog;

namespace TransformerService.Api.Contracts;

/// <summary>The models that the server has.</summary>
public sealed record ModelsBody
{
    /// <summary>The processor's architecture, and its features that matter to integer and bfloat16 products.</summary>
    /// <example>x64 avx2 avx512f avx512_vnni</example>
    public required string Cpu { get; init; }

    /// <summary>
    /// How exact integer products are here for an int8 model whose weights allow saturation: exact, exactMode (exact, and slower) or
    /// saturating. Each variant states its own.
    /// </summary>
    /// <example>exact</example>
    public required Int8Arithmetic Int8Arithmetic { get; init; }

    /// <summary>All models by name, also those that are loading or failed.</summary>
    public required IReadOnlyList<ModelBody> Models { get; init; }
}

/// <summary>What the server reports about one model.</summary>
public sealed record ModelBody
{
    /// <summary>The name that calls use.</summary>
    /// <example>en-fr</example>
    public required string Name { get; init; }

    /// <summary>
    /// What it does: translation, text-classification, token-classification, feature-extraction or text-ranking; left out if its model.json
    /// could not be read.
    /// </summary>
    /// <example>translation</example>
    public ModelTask? Task { get; init; }

    /// <summary>The language it translates from; left out for a classifier.</summary>
    /// <example>en</example>
    public string? SourceLanguage { get; init; }

    /// <summary>The language it translates to; left out for a classifier.</summary>
    /// <example>fr</example>
    public string? TargetLanguage { get; init; }

    /// <summary>The licence that its model.json states.</summary>
    /// <example>CC BY 3.0</example>
    public string? License { get; init; }

    /// <summary>The description in its model.json.</summary>
    /// <example>English to French, short sentences.</example>
    public string? Description { get; init; }

    /// <summary>loading, ready or failed; ready when the variant that answers by default is.</summary>
    /// <example>ready</example>
    public required ModelState State { get; init; }

    /// <summary>All faults of the model itself, each a sentence that says what to change.</summary>
    /// <example>[]</example>
    public required IReadOnlyList<string> Faults { get; init; }

    /// <summary>What was ignored in its files and may be unexpected, each a sentence.</summary>
    /// <example>[]</example>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>The glossary that is applied to its translations; left out if it has none.</summary>
    public GlossarySummaryBody? Glossary { get; init; }

    /// <summary>Its variants, the one that answers by default first.</summary>
    public required IReadOnlyList<VariantBody> Variants { get; init; }
}

/// <summary>What the server reports about one variant of a model.</summary>
public sealed record VariantBody
{
    /// <summary>student or teacher.</summary>
    /// <example>student</example>
    public required VariantRole Variant { get; init; }

    /// <summary>Its folder inside the model's folder.</summary>
    /// <example>student</example>
    public required string Folder { get; init; }

    /// <summary>loading, ready or failed.</summary>
    /// <example>ready</example>
    public required ModelState State { get; init; }

    /// <summary>All its faults, or those of the version that was to answer, each a sentence that says what to change.</summary>
    /// <example>[]</example>
    public required IReadOnlyList<string> Faults { get; init; }

    /// <summary>The start of contentHash; every answer carries it.</summary>
    /// <example>3f2a9c01d4e7</example>
    public string? Version { get; init; }

    /// <summary>SHA-256 over the names and contents of the files it was loaded from, in hex.</summary>
    /// <example>3f2a9c01d4e7b6a85f0c1d2e3f4a5b6c7d8e9f00112233445566778899aabbcc</example>
    public string? ContentHash { get; init; }

    /// <summary>The model_type in its config.json.</summary>
    /// <example>marian</example>
    public string? ModelType { get; init; }

    /// <summary>How its decoder caches earlier computation: merged, split or none; left out for a classifier.</summary>
    /// <example>split</example>
    public string? Decoder { get; init; }

    /// <summary>What runs it: cpu or cuda; left out until it is loaded.</summary>
    /// <example>cpu</example>
    public string? ExecutionProvider { get; init; }

    /// <summary>
    /// Whether the answer to a text may depend slightly on the texts that run beside it, because the export quantises with one scale for
    /// a whole batch. Left out if its files could not be read.
    /// </summary>
    /// <example>false</example>
    public bool? DependsOnBatch { get; init; }

    /// <summary>
    /// How exact its integer products are on this processor: exact, exactMode (exact through a slower mode of ONNX Runtime) or
    /// saturating. Left out until it is loaded, and if it has no integer products.
    /// </summary>
    /// <example>exact</example>
    public Int8Arithmetic? Int8Arithmetic { get; init; }

    /// <summary>What a call to it may ask for; left out until it is loaded.</summary>
    public VariantLimitsBody? Limits { get; init; }

    /// <summary>The labels of a model that classifies texts or tags them, in the order of their ids.</summary>
    /// <example>["NEGATIVE", "POSITIVE"]</example>
    public IReadOnlyList<string>? Labels { get; init; }

    /// <summary>The names of an embedding model's prompts; left out if it has none.</summary>
    /// <example>["query", "passage"]</example>
    public IReadOnlyList<string>? Prompts { get; init; }

    /// <summary>Its versions: those on disk, the highest number first, then others that still answer or were refused.</summary>
    public required IReadOnlyList<VersionBody> Versions { get; init; }
}

/// <summary>What one call to a variant may ask for.</summary>
public sealed record VariantLimitsBody
{
    /// <summary>Tokens read of one sentence or text, special tokens included; the rest is cut off.</summary>
    /// <example>256</example>
    public required int MaxInputTokens { get; init; }

    /// <summary>The largest maxNewTokens; left out for a classifier.</summary>
    /// <example>255</example>
    public int? MaxNewTokens { get; init; }

    /// <summary>maxNewTokens of calls that do not set it; left out for a classifier.</summary>
    /// <example>255</example>
    public int? DefaultNewTokens { get; init; }

    /// <summary>The largest beamSize; left out for a classifier.</summary>
    /// <example>8</example>
    public int? MaxBeamSize { get; init; }

    /// <summary>beamSize of calls that do not set it; left out for a classifier.</summary>
    /// <example>4</example>
    public int? DefaultBeamSize { get; init; }

    /// <summary>Texts in one request.</summary>
    /// <example>1000</example>
    public required int MaxTexts { get; init; }

    /// <summary>Characters (UTF-16 units) in one request, over all its texts.</summary>
    /// <example>500000</example>
    public required int MaxCharacters { get; init; }

    /// <summary>The numbers of an embedding; left out for models of other tasks.</summary>
    /// <example>384</example>
    public int? Dimensions { get; init; }

    /// <summary>Memory in bytes that one run of the model may take now: a text that may need more is refused with inputTooLarge.</summary>
    /// <example>188743680</example>
    public long? MaxRunBytes { get; init; }

    /// <summary>Memory in bytes that the most expensive allowed text may take, by an estimate that is rather too large.</summary>
    /// <example>89128960</example>
    public long? DearestTextBytes { get; init; }
}
