using System.Globalization;
using System.Text;
using TransformerService.Api.Contracts;
using TransformerService.Inference.Configuration;
using TransformerService.Models.Catalog;
using TransformerService.Models.Errors;
using TransformerService.Models.Glossaries;
using TransformerService.Models.Languages;
using TransformerService.Shadow.Glossaries;
using TransformerService.Tokenization.Unicode;

namespace TransformerService.Api.Compatibility.DeepL;

/// <summary>Translates between DeepL's glossaries and those of keys and of models.</summary>
internal static class DeepLGlossaryWire
{
    private const int LongestName = 200;

    /// <exception cref="InferenceException">A field is missing or wrong.</exception>
    public static NewGlossary ToGlossary(DeepLGlossaryRequest body, TranslatorLanguages languages, InferenceOptions limits)
    {
        // Databases differ in what they do with lone surrogates.
        var name = UnicodeText.WellFormed(WireValues.Required(body.Name, "name"));
        if (name.Length is 0 or > LongestName || name.Any(char.IsControl))
        {
            throw InferenceException.Invalid($"$.name must be a text of 1 to {LongestName} characters without control characters.");
        }

        string source = TranslatorLanguages.CodeOf(WireValues.Required(body.SourceLang, "source_lang")),
            target = TranslatorLanguages.CodeOf(WireValues.Required(body.TargetLang, "target_lang"));
        if (!languages.HasPair(source, target))
        {
            throw InferenceException.Invalid(
                "No model translates from $.source_lang to $.target_lang; GET /v2/glossary-language-pairs lists the pairs."
            );
        }

        var entries = DeepLGlossaryTable.Read(
            UnicodeText.WellFormed(WireValues.Required(body.Entries, "entries")),
            WireValues.Required(body.EntriesFormat, "entries_format"),
            (one, other) => LanguageTag.AreSame(one, source) && LanguageTag.AreSame(other, target)
        );
        CheckSize(entries, limits);
        return new NewGlossary(
            name,
            source,
            target,
            Glossary.Of(
                entries,
                Glossary.MostOfCall,
                static (place, mustBe) => throw InferenceException.Invalid($"$.entries{place} must be {mustBe}.")
            )
        );
    }

    public static DeepLGlossary ToBody(KeyGlossary glossary) =>
        new($"{glossary.Id:D}", glossary.Name, true, glossary.Source, glossary.Target, Time(glossary.Created), glossary.Count);

    public static DeepLGlossary ToBody(ModelInfo model) =>
        new(
            model.Name,
            model.Name,
            true,
            model.SourceLanguage ?? "",
            model.TargetLanguage ?? "",
            Time(DateTimeOffset.UnixEpoch), // the model's files do not say
            model.Glossary.Entries.Count
        );

    /// <summary>Entries as tab-separated lines.</summary>
    public static string ToLines(IReadOnlyList<GlossaryEntry> entries)
    {
        var lines = new StringBuilder();
        foreach (var entry in entries)
        {
            lines.Append(CultureInfo.InvariantCulture, $"{entry.Source}\t{entry.Target}\n");
        }

        return lines.ToString();
    }

    /// <summary>A time with its fraction, which DeepL's client for Python requires.</summary>
    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static void CheckSize(IReadOnlyList<GlossaryEntry> entries, InferenceOptions limits)
    {
        if (entries.Count == 0)
        {
            throw InferenceException.Invalid("$.entries must have at least one entry.");
        }

        if (entries.Count > Glossary.MostOfCall)
        {
            throw new InferenceException(
                InferenceError.InputTooLarge,
                $"$.entries has more than {Glossary.MostOfCall} entries, the most of a glossary; make several."
            );
        }

        var characters = entries.Sum(static entry => (long)entry.Source.Length + entry.Target.Length);
        if (characters >= limits.MaxCharactersPerRequest)
        {
            throw new InferenceException(
                InferenceError.InputTooLarge,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"$.entries has {characters} characters. They count with each translation's texts, which may have {limits.MaxCharactersPerRequest} (Inference:MaxCharactersPerRequest); make several glossaries."
                )
            );
        }
    }
}
