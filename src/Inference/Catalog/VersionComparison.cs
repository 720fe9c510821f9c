using TransformerService.Models;
using TransformerService.Models.Cards;
using TransformerService.Models.Catalog;
using TransformerService.Models.Errors;
using TransformerService.Models.Repository;
using TransformerService.Models.SelfChecks;

namespace TransformerService.Inference.Catalog;

/// <summary>Compares two versions by what is beside their exports: no model runs, and neither needs to be loaded.</summary>
public static class VersionComparison
{
    /// <summary>Returns what changed between two versions of a variant.</summary>
    /// <param name="catalog">The models.</param>
    /// <param name="name">The model.</param>
    /// <param name="role">The variant.</param>
    /// <param name="from">The version to compare with; <see langword="null"/> for the one that answers.</param>
    /// <param name="version">The version to compare: its folder, or the start of its content hash.</param>
    /// <exception cref="InferenceException">There is no such model, variant or version, or none is named.</exception>
    public static VersionDifferences Of(ModelCatalog catalog, string name, VariantRole role, string? from, string? version)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        if (string.IsNullOrEmpty(version))
        {
            throw InferenceException.Invalid("'version' is missing; give the version to compare.");
        }

        var model = catalog.Models.FirstOrDefault(model => model.Name == name) ?? throw InferenceException.NoSuchModel();
        var variant = VersionLookup.Variant(model, role);
        return Of(
            model,
            variant,
            string.IsNullOrEmpty(from) ? variant.Serving.Definition : VersionLookup.Find(model, variant, from),
            VersionLookup.Find(model, variant, version)
        );
    }

    private static VersionDifferences Of(CatalogModel model, CatalogVariant variant, VersionDefinition from, VersionDefinition to) =>
        new(model.Name, variant.Role, Named(variant, from), Named(variant, to), Scores(variant.Role, from, to), Answers(from, to));

    private static ComparedVersion Named(CatalogVariant variant, VersionDefinition version) =>
        new(variant.Definition.FolderOf(version), version.ShortHash);

    private static ScoreDifference[] Scores(VariantRole role, VersionDefinition from, VersionDefinition to)
    {
        var system = role == VariantRole.Student ? "student" : "teacher";
        var before = Of(from);
        var after = Of(to);
        return
        [
            .. before
                .Keys.Union(after.Keys)
                .Select(score => new ScoreDifference(score.Set, score.Metric, Value(before, score), Value(after, score))),
        ];

        Dictionary<(string Set, string Metric), double> Of(VersionDefinition version)
        {
            var scores = new Dictionary<(string Set, string Metric), double>();
            foreach (var score in ScoreTable.Read(version.Folder, system))
            {
                scores.TryAdd((score.Set, score.Metric), score.Value);
            }

            return scores;
        }

        static double? Value(Dictionary<(string Set, string Metric), double> scores, (string Set, string Metric) score) =>
            scores.TryGetValue(score, out var value) ? value : null;
    }

    private static AnswerDifference[] Answers(VersionDefinition from, VersionDefinition to)
    {
        var before = Samples(from);
        var after = Samples(to);
        return
        [
            .. before
                .Concat(after)
                .Select(sample => (sample.Text, sample.TextPair))
                .Distinct()
                .Select(text => new AnswerDifference(text.Text, text.TextPair, Answer(before, text), Answer(after, text))),
        ];

        static RecordedAnswer? Answer(IReadOnlyList<SelfCheckSample> samples, (string Text, string? TextPair) text) =>
            samples.FirstOrDefault(sample => (sample.Text, sample.TextPair) == text) is { } found
                ? new RecordedAnswer(found.Answer, found.Score)
                : null;
    }

    private static IReadOnlyList<SelfCheckSample> Samples(VersionDefinition version)
    {
        try
        {
            return SelfCheckJson.Read(version.Folder)?.Samples ?? [];
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return []; // the version's own state says what is wrong with it
        }
    }
}
