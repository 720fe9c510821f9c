using System.Collections.Immutable;
using TransformerService.Inference.Serving;
using TransformerService.Models;
using TransformerService.Models.Catalog;
using TransformerService.Models.Repository;

namespace TransformerService.Inference.Catalog;

/// <summary>A variant at one moment: what lies on disk, and which version of it answers.</summary>
/// <param name="Definition">As it lies on disk.</param>
/// <param name="Serving">The version that answers, or is to.</param>
internal sealed record CatalogVariant(VariantDefinition Definition, CatalogVersion Serving)
{
    /// <summary>The version that answers a share of the calls; <see langword="null"/> where there is none.</summary>
    public Canary? Canary { get; init; }

    /// <summary>Versions that were to take over and could not.</summary>
    public ImmutableList<CatalogVersion> Refused { get; init; } = [];

    /// <summary>The folder of the version that is to answer, by what was said last: an admin call, or the files.</summary>
    public string Wanted { get; init; } = Definition.Current.Name;

    /// <summary>The folders of the versions that answered before, the latest on top.</summary>
    public ImmutableStack<string> Before { get; init; } = [];

    /// <summary>The model that stopped working and is being opened again; <see langword="null"/> where there is none.</summary>
    public ServedModel? Reopens { get; init; }

    public VariantRole Role => Definition.Role;

    /// <summary>Whether it answers.</summary>
    public ModelState State => Serving.State switch
    {
        VersionState.Ready or VersionState.Available => ModelState.Ready, // the next call loads it
        VersionState.Loading => ModelState.Loading,
        _ => ModelState.Failed,
    };

    /// <summary>The loaded model; there is one while it answers, unless it has left memory for want of calls.</summary>
    public ServedModel? Model => Serving.Loaded?.Model;

    /// <summary>The refusal that speaks against the version that answers; <see langword="null"/> where there is none.</summary>
    public CatalogVersion? Refutation => Serving.Loaded is null ? null : Refused.Find(Serving.IsRefutedBy);

    /// <summary>The start of the content hash, which every answer carries.</summary>
    public string Version => Serving.Definition.Version ?? "";

    /// <summary>The loaded versions.</summary>
    public IEnumerable<LoadedModel> Loaded => new[] { Serving.Loaded, Canary?.Version.Loaded }.OfType<LoadedModel>();

    /// <summary>The variant as it answers a request: with the canary in the place of the current version where the request falls to it.</summary>
    public CatalogVariant For(string model, IReadOnlyList<string> texts, IReadOnlyList<string>? pairs) =>
        Canary is { } canary && canary.Answers(model, texts, pairs) ? this with { Serving = canary.Version } : this;

    /// <summary>The variant without the versions that the refused list has of a definition.</summary>
    public CatalogVariant Forgive(VersionDefinition definition) => this with { Refused = Refused.RemoveAll(other => other.Definition.Folder == definition.Folder) };
}
