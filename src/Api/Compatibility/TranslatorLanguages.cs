using System.Globalization;
using TransformerService.Inference.Catalog;
using TransformerService.Models;
using TransformerService.Models.Catalog;
using TransformerService.Models.Languages;

namespace TransformerService.Api.Compatibility;

/// <summary>The languages that the models translate, as other servers list them: by codes of two letters where there are some.</summary>
internal static class TranslatorLanguages
{
    /// <summary>Every source language with the languages that it is translated to, in alphabetical order.</summary>
    public static SortedDictionary<string, SortedSet<string>> Pairs(ModelCatalog catalog)
    {
        var pairs = new SortedDictionary<string, SortedSet<string>>(StringComparer.Ordinal);
        foreach (var model in catalog.Describe().Where(Translates))
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

    private static bool Translates(ModelInfo model) => model is { Task: ModelTask.Translation, State: ModelState.Ready };

    private static IEnumerable<string> Codes(IReadOnlyList<string> many, string? one) =>
        (
            many.Count > 0 ? many
            : one is null ? []
            : [one]
        ).Select(static code =>
            LanguageTag.Parse(code) is not { } tag ? code
            : tag is { Language: "zh", Script: { } script } ? $"zh-{script}"
            : tag.Language
        );
}
