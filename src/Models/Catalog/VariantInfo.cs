namespace TransformerService.Models.Catalog;

/// <summary>What the server reports about one variant of a model.</summary>
/// <param name="Role">Student or teacher.</param>
/// <param name="Folder">Its folder inside the model's; its versions may have folders of their own in it.</param>
/// <param name="State">Whether it answers.</param>
/// <param name="Faults">Everything wrong with it, each a sentence that says what to change.</param>
/// <param name="Version">The start of <paramref name="ContentHash"/>; every answer carries it.</param>
/// <param name="ContentHash">SHA-256 over the names and contents of the files it was loaded from, in hex.</param>
/// <param name="ModelType">config.json's <c>model_type</c>, e.g. <c>marian</c>.</param>
/// <param name="Decoder">
/// How its decoder caches keys and values: <c>merged</c>, <c>split</c> or <c>none</c>; <see langword="null"/> for a classifier.
/// </param>
/// <param name="ExecutionProvider">The execution provider: <c>cpu</c> or <c>cuda</c>; <see langword="null"/> until it is loaded.</param>
/// <param name="Limits">What a call to it may ask for; <see langword="null"/> until it is loaded.</param>
/// <param name="Labels">A classifier's labels, in the order of their ids.</param>
public sealed record VariantInfo(
    VariantRole Role,
    string Folder,
    ModelState State,
    IReadOnlyList<string> Faults,
    string? Version,
    string? ContentHash,
    string? ModelType,
    string? Decoder,
    string? ExecutionProvider,
    VariantLimits? Limits,
    IReadOnlyList<string>? Labels
)
{
    /// <summary>
    /// Whether the answer to a text can depend on the other texts in its batch; <see langword="null"/> if its files could not be read.
    /// </summary>
    public bool? DependsOnBatch { get; init; }

    /// <summary>
    /// How exact its integer products are on this processor; <see langword="null"/> until it is loaded, and if it has none.
    /// </summary>
    public Int8Arithmetic? Int8Arithmetic { get; init; }

    /// <summary>The names of an embedding model's prompts; <see langword="null"/> if it has none.</summary>
    public IReadOnlyList<string>? Prompts { get; init; }

    /// <summary>
    /// Its versions: those on disk, the highest number first, and those that still answer although their files were removed.
    /// </summary>
    public IReadOnlyList<VersionInfo> Versions { get; init; } = [];
}
