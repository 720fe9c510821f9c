using System.Collections.Immutable;
using TransformerService.Inference.Classification;
using TransformerService.Inference.Embeddings;
using TransformerService.Inference.Serving;
using TransformerService.Models;
using TransformerService.Models.Catalog;
using TransformerService.Models.Exports;
using TransformerService.Models.Repository;
using TransformerService.Tokenization;

namespace TransformerService.Inference.Catalog;

/// <summary>A snapshot of a variant: its files on disk, and which version of it answers.</summary>
public sealed record CatalogVariant
{
    internal CatalogVariant(VariantDefinition definition, CatalogVersion serving) =>
        (Definition, Serving, TargetNumber) = (definition, serving, definition.Current.Number);

    /// <summary>The variant on disk.</summary>
    public VariantDefinition Definition { get; internal init; }

    /// <summary>The version that answers, or should answer.</summary>
    internal CatalogVersion Serving { get; init; }

    /// <summary>The version that answers a share of the calls; <see langword="null"/> if there is none.</summary>
    internal Canary? Canary { get; init; }

    /// <summary>Versions that should have taken over but could not.</summary>
    internal ImmutableList<CatalogVersion> Refused { get; init; } = [];

    /// <summary>The number of the version that should answer, as set last by an admin call or the files.</summary>
    internal string TargetNumber { get; init; }

    /// <summary>The numbers of the versions that answered before, the most recent on top.</summary>
    internal ImmutableStack<string> PreviousNumbers { get; init; } = [];

    /// <summary>The model that stopped working and is being opened again; <see langword="null"/> if there is none.</summary>
    internal ServedModel? Reopens { get; init; }

    /// <summary>Student or teacher.</summary>
    public VariantRole Role => Definition.Role;

    /// <summary>Whether it answers.</summary>
    public ModelState State =>
        Serving.State switch
        {
            VersionState.Ready or VersionState.Available => ModelState.Ready, // the next call loads it
            VersionState.Loading => ModelState.Loading,
            _ => ModelState.Failed,
        };

    /// <summary>Why it does not answer; or, if it does, why the wanted version does not. Each is a sentence.</summary>
    public IReadOnlyList<string> Faults => VersionDescriber.Faults(this);

    /// <summary>The tokenizer; <see langword="null"/> while it is not loaded.</summary>
    public TextTokenizer? Tokenizer => Model?.Tokenizer;

    /// <summary>A classifier's labels and score function; <see langword="null"/> for a translator, and while it is not loaded.</summary>
    public ClassificationHead? Head => (Model as ClassificationModel)?.Head;

    /// <summary>How an embedding model pools; <see langword="null"/> for other models, and while it is not loaded.</summary>
    public IReadOnlyList<PoolingMode>? Pooling => (Model as EmbeddingModel)?.Settings.Pooling;

    /// <summary>Describes each version: those on disk, and others that still answer or were refused.</summary>
    public IReadOnlyList<VersionInfo> DescribeVersions() => VersionDescriber.Describe(this);

    /// <summary>The loaded model; it exists while the variant answers, unless it was unloaded for lack of calls.</summary>
    internal ServedModel? Model => Serving.Loaded?.Model;

    /// <summary>The refusal that also applies to the version that answers; <see langword="null"/> if there is none.</summary>
    internal CatalogVersion? Refutation => Serving.Loaded is null ? null : Refused.Find(Serving.IsRefutedBy);

    /// <summary>The start of the content hash, which every answer carries.</summary>
    public string ShortHash => Serving.Definition.ShortHash ?? "";

    /// <summary>The start of the canary's content hash; <see langword="null"/> if there is no canary.</summary>
    public string? CanaryHash => Canary?.Version.Definition.ShortHash;

    /// <summary>The loaded versions.</summary>
    internal IEnumerable<LoadedModel> Loaded => new[] { Serving.Loaded, Canary?.Version.Loaded }.OfType<LoadedModel>();

    /// <summary>
    /// The variant as it answers a request: with the canary instead of the current version if the request is in the canary's share.
    /// </summary>
    internal CatalogVariant For(string model, IReadOnlyList<string> texts, IReadOnlyList<string>? pairs) =>
        Canary is { } canary && canary.Answers(model, texts, pairs) ? this with { Serving = canary.Version } : this;

    /// <summary>
    /// The variant as a version of it answers: the current one or the canary; <see langword="null"/> if the version is neither.
    /// </summary>
    internal CatalogVariant? For(string version) =>
        version == ShortHash ? this
        : version == CanaryHash && Canary is { } canary ? this with { Serving = canary.Version }
        : null;

    /// <summary>Returns the variant without a definition's entries in the list of refused versions.</summary>
    internal CatalogVariant ClearRefusals(VersionDefinition definition) =>
        this with
        {
            Refused = Refused.RemoveAll(other => other.Definition.Folder == definition.Folder),
        };

    /// <summary>Returns the variant with a version in the list of refused ones, in place of an earlier refusal of its folder.</summary>
    internal CatalogVariant Refuse(CatalogVersion version)
    {
        var cleared = ClearRefusals(version.Definition);
        return cleared with { Refused = cleared.Refused.Add(version) };
    }
}
