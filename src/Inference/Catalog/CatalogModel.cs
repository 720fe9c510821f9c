using TransformerService.Models;
using TransformerService.Models.Catalog;
using TransformerService.Models.Glossaries;
using TransformerService.Models.Languages;
using TransformerService.Models.Repository;

namespace TransformerService.Inference.Catalog;

/// <summary>A snapshot of a model.</summary>
/// <param name="Definition">The model on disk.</param>
/// <param name="Variants">Its variants, the student first.</param>
public sealed record CatalogModel(ModelDefinition Definition, IReadOnlyList<CatalogVariant> Variants)
{
    /// <summary>Its name: the folder's name in the repository.</summary>
    public string Name => Definition.Name;

    /// <summary>The fingerprint of its files when they were read; shows whether they have changed since.</summary>
    internal string Fingerprint { get; init; } = "";

    /// <summary>The faults of its current model.json, because of which <see cref="Definition"/> is still the previous one.</summary>
    internal IReadOnlyList<string> RefusedFaults { get; init; } = [];

    /// <summary>The glossary that an operator has set; <see langword="null"/> if that of its files applies.</summary>
    internal Glossary? SetGlossary { get; init; }

    /// <summary>The glossary in force.</summary>
    public Glossary Glossary => SetGlossary ?? Definition.Glossary;

    /// <summary>What it does; <see langword="null"/> if its model.json could not be read.</summary>
    public ModelTask? Task => Definition.Manifest?.Task;

    /// <summary>The variant that answers unless the caller names one: the student, or the teacher where there is no student.</summary>
    public CatalogVariant? Default => Variants.Count > 0 ? Variants[0] : null;

    /// <summary>Whether it answers.</summary>
    public ModelState State => Definition.Faults.Count > 0 || Default is null ? ModelState.Failed : Default.State;

    /// <summary>
    /// Whether it answers the calls of a task: its own, and where its export has one logit for a text or pair, both classification and
    /// ranking.
    /// </summary>
    public bool Does(ModelTask task) =>
        Task == task
        || (
            (Task, task) is (ModelTask.TextRanking, ModelTask.TextClassification) or (ModelTask.TextClassification, ModelTask.TextRanking)
            && Default?.Serving.Definition.Export?.Head?.Labels.Count == 1
        );

    /// <summary>The languages among which it chooses by tokens.</summary>
    internal ModelLanguages? Languages => Default?.Serving.Definition.Export?.Languages;

    /// <summary>How many pairs of languages it has; of a side that model.json does not declare, its tokens count.</summary>
    internal long Pairs =>
        (Definition.Manifest?.SourceLanguage is null && Languages is { MarksSource: true } sources ? (long)sources.Tokens.Count : 1)
        * (Definition.Manifest?.TargetLanguage is null && Languages is { } targets ? targets.Tokens.Count : 1);

    /// <summary>Whether it translates between languages.</summary>
    /// <param name="source">The source language's code; null for any.</param>
    /// <param name="target">The target language's code; null for any.</param>
    /// <param name="anyRegion">Whether a model for a language also stands for its regions and scripts: <c>en</c> for <c>en-US</c>.</param>
    internal bool Translates(string? source, string? target, bool anyRegion) =>
        Task == ModelTask.Translation
        && Matches(Definition.Manifest?.SourceLanguage, Languages is { MarksSource: true } ? Languages : null, source, anyRegion)
        && Matches(Definition.Manifest?.TargetLanguage, Languages, target, anyRegion);

    /// <summary>Whether model.json does not exclude these languages: a model that declares no languages accepts any.</summary>
    internal bool MayTranslate(string? source, string? target) =>
        Task == ModelTask.Translation
        && (
            (Definition.Manifest?.SourceLanguage is null && Languages is not { MarksSource: true })
            || Translates(source, null, anyRegion: true)
        )
        && ((Definition.Manifest?.TargetLanguage is null && Languages is null) || Translates(null, target, anyRegion: true));

    /// <summary>The variant of a role; <see langword="null"/> if it has none.</summary>
    public CatalogVariant? Variant(VariantRole role) => Variants.FirstOrDefault(variant => variant.Role == role);

    /// <summary>Returns the model with one variant replaced.</summary>
    internal CatalogModel With(CatalogVariant changed) =>
        this with
        {
            Variants = [.. Variants.Select(other => other.Role == changed.Role ? changed : other)],
        };

    /// <summary>Whether a model's own language has the region of the one asked for, if that names one.</summary>
    private static bool HasRegion(string code, string asked) =>
        LanguageTag.Parse(asked)?.Region is not { } region || LanguageTag.Parse(code)?.Region == region;

    /// <summary>A language that model.json declares is the only one; otherwise the model's tokens say which there are.</summary>
    private static bool Matches(string? declared, ModelLanguages? languages, string? asked, bool anyRegion) =>
        asked is null
        || (
            declared is null ? languages?.Find(asked) is { } token && (anyRegion || HasRegion(token.Code, asked))
            : anyRegion ? LanguageTag.AreSame(asked, declared)
            : LanguageTag.AreEqual(asked, declared)
        );
}
