using TransformerService.Models;
using TransformerService.Models.Catalog;

namespace TransformerService.Api.Contracts;

/// <summary>What the server tells about one variant of a model.</summary>
public sealed record VariantBody
{
    /// <summary>student or teacher.</summary>
    /// <example>student</example>
    public required VariantRole Variant { get; init; }

    /// <summary>Its folder inside the model's.</summary>
    /// <example>student</example>
    public required string Folder { get; init; }

    /// <summary>loading, ready or failed.</summary>
    /// <example>ready</example>
    public required ModelState State { get; init; }

    /// <summary>Everything wrong with it, or with the version that was to answer, each a sentence that says what to change.</summary>
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

    /// <summary>How its decoder keeps what it has computed: merged, split or none; left out for a classifier.</summary>
    /// <example>split</example>
    public string? Decoder { get; init; }

    /// <summary>What runs it: cpu or cuda; left out until it is loaded.</summary>
    /// <example>cpu</example>
    public string? ExecutionProvider { get; init; }

    /// <summary>
    /// Whether what a text is answered can depend, slightly, on the texts that run beside it, because the export quantises with one scale for a
    /// whole batch; left out if its files could not be read.
    /// </summary>
    /// <example>false</example>
    public bool? DependsOnBatch { get; init; }

    /// <summary>
    /// How exact its integer products are on this processor: exact, exactMode (exact through a slower mode of ONNX Runtime) or saturating; left out
    /// until it is loaded, and where it has no integer products.
    /// </summary>
    /// <example>exact</example>
    public Int8Arithmetic? Int8Arithmetic { get; init; }

    /// <summary>What a call to it may ask for; left out until it is loaded.</summary>
    public VariantLimitsBody? Limits { get; init; }

    /// <summary>A classifier's labels, in the order of their ids.</summary>
    /// <example>["NEGATIVE", "POSITIVE"]</example>
    public IReadOnlyList<string>? Labels { get; init; }

    /// <summary>Its versions: those on disk, the highest number first, and others that answer still or were refused.</summary>
    public required IReadOnlyList<VersionBody> Versions { get; init; }
}
