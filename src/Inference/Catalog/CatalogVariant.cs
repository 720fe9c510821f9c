using System.Collections.Immutable;
using TransformerService.Inference.Serving;
using TransformerService.Models;
using TransformerService.Models.Catalog;
using TransformerService.Models.Repository;

namespace TransformerService.Inference.Catalog;

/// <summary>A snapshot of a variant: its files on disk, and which version of it answers.</summary>
/// <param name="Definition">The variant on disk.</param>
/// <param name="Serving">The version that answers, or should answer.</param>
internal sealed record CatalogVariant(VariantDefinition Definition, CatalogVersion Serving)
{
    /// <summary>The version that answers a share of the calls; <see langword="null"/> if there is none.</summary>
    public Canary? Canary { get; init; }

    /// <summary>Versions that should have taken over but could not.</summary>
    public ImmutableList<CatalogVersion> Refused { get; init; } = [];

    /// <summary>The number of the version that should answer, as set last by an admin call or the files.</summary>
    public string TargetNumber { get; init; } = Definition.Current.Number;

    /// <summary>The numbers of the versions that answered before, the most recent on top.</summary>
    public ImmutableStack<string> PreviousNumbers { get; init; } = [];

    /// <summary>The model that stopped working and is being opened again; <see langword="null"/> if there is none.</summary>
    public ServedModel? Reopens { get; init; }

    public VariantRole Role => Definition.Role;

    /// <summary>Whether it answers.</summary>
    public ModelState State =>
        Serving.State switch
        {
            VersionState.Ready or VersionState.Available => ModelState.Ready, // the next call loads it
            VersionState.Loading => ModelState.Loading,
            _ => ModelState.Failed,
        };

    /// <summary>The loaded model; it exists while the variant answers, unless it was unloaded for lack of calls.</summary>
    public ServedModel? Model => Serving.Loaded?.Model;

    /// <summary>The refusal that also applies to the version that answers; <see langword="null"/> if there is none.</summary>
    public CatalogVersion? Refutation => Serving.Loaded is null ? null : Refused.Find(Serving.IsRefutedBy);

    /// <summary>The start of the content hash, which every answer carries.</summary>
    public string ShortHash => Serving.Definition.ShortHash ?? "";

    /// <summary>The loaded versions.</summary>
    public IEnumerable<LoadedModel> Loaded => new[] { Serving.Loaded, Canary?.Version.Loaded }.OfType<LoadedModel>();

    /// <summary>
    /// The variant as it answers a request: with the canary instead of the current version if the request is in the canary's share.
    /// </summary>
    public CatalogVariant For(string model, IReadOnlyList<string> texts, IReadOnlyList<string>? pairs) =>
        Canary is { } canary && canary.Answers(model, texts, pairs) ? this with { Serving = canary.Version } : this;

    /// <summary>Returns the variant without a definition's entries in the list of refused versions.</summary>
    public CatalogVariant ClearRefusals(VersionDefinition definition) =>
        this with
        {
            Refused = Refused.RemoveAll(other => other.Definition.Folder == definition.Folder),
        };
}
