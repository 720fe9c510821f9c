using System.Globalization;
using TransformerService.Inference.Catalog;
using TransformerService.Models;
using TransformerService.Models.Catalog;
using TransformerService.Models.Languages;

namespace TransformerService.Api.Compatibility;

/// <summary>The languages that the models translate, as other servers list them: by codes of two letters where there are some.</summary>
internal sealed class TranslatorLanguages(ModelCatalog catalog)
{
    private Known? _known;

    /// <summary>
    /// Every source language with the languages that it is translated to, in alphabetical order. The same object while the models are the same.
    /// </summary>
    public SortedDictionary<string, SortedSet<string>> Pairs => Now.Pairs;

    /// <summary>Every language that is a source or a target, in alphabetical order.</summary>
    public SortedSet<string> All => Now.All;

    private Known Now
    {
        get
        {
            var models = catalog.Models;
            if (_known is not { } known || !ReferenceEquals(known.Models, models))
            {
                var pairs = PairsOf(catalog.Describe());
                SortedSet<string> all = new(pairs.Keys.Concat(pairs.Values.SelectMany(static targets => targets)), StringComparer.Ordinal);
                _known = known = new Known(models, pairs, all);
            }

            return known;
        }
    }

    /// <summary>Whether a model translates from or to a language.</summary>
    public bool Has(string language) => All.Contains(CodeOf(language));

    /// <summary>The language's name in English; its code if it has none.</summary>
    public static string NameOf(string code)
    {
        try
        {
            return CultureInfo.GetCultureInfo(code).EnglishName;
        }
        catch (CultureNotFoundException)
        {
            return code;
        }
    }

    /// <summary>Whether a model translates between two languages, in any of their scripts and regions.</summary>
    public bool HasPair(string source, string target) =>
        Pairs.Any(pair => LanguageTag.AreSame(source, pair.Key) && pair.Value.Any(other => LanguageTag.AreSame(target, other)));

    /// <summary>The code under which a language is listed.</summary>
    public static string CodeOf(string language) =>
        LanguageTag.Parse(language) is not { } tag ? language
        : tag is { Language: "zh", Script: { } script } ? $"zh-{script}"
        : tag.Language;

    private static SortedDictionary<string, SortedSet<string>> PairsOf(IEnumerable<ModelInfo> models)
    {
        var pairs = new SortedDictionary<string, SortedSet<string>>(StringComparer.Ordinal);
        foreach (var model in models.Where(static model => model is { Task: ModelTask.Translation, State: ModelState.Ready }))
        {
            var targets = Codes(model.Languages.Targets, model.TargetLanguage);
            foreach (var source in Codes(model.Languages.Sources, model.SourceLanguage))
            {
                pairs.TryAdd(source, new SortedSet<string>(StringComparer.Ordinal));
                pairs[source].UnionWith(targets.Where(target => target != source));
            }
        }

        return pairs;
    }

    private static string[] Codes(IReadOnlyList<string> many, string? one) =>
        [
            .. (
                many.Count > 0 ? many
                : one is null ? []
                : [one]
            ).Select(CodeOf),
        ];

    private sealed record Known(
        IReadOnlyList<CatalogModel> Models,
        SortedDictionary<string, SortedSet<string>> Pairs,
        SortedSet<string> All
    );
}
