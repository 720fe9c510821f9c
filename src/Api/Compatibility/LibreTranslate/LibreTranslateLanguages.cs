using System.Text.Json;

namespace TransformerService.Api.Compatibility.LibreTranslate;

/// <summary>
/// The list of languages. Anyone may ask for it, and for a model of 200 languages it has 40,000 entries: it is written once for the same models.
/// </summary>
internal sealed class LibreTranslateLanguages(TranslatorLanguages languages)
{
    private Written? _written;

    /// <summary>The list as JSON in UTF-8.</summary>
    public byte[] Json
    {
        get
        {
            var pairs = languages.Pairs;
            if (_written is not { } written || !ReferenceEquals(written.Pairs, pairs))
            {
                _written = written = new Written(pairs, Write(languages.All, pairs));
            }

            return written.Json;
        }
    }

    private static byte[] Write(SortedSet<string> all, SortedDictionary<string, SortedSet<string>> pairs) =>
        JsonSerializer.SerializeToUtf8Bytes(
            [.. all.Select(code => new LibreLanguage(code, TranslatorLanguages.NameOf(code), TargetsOf(code, pairs)))],
            LibreTranslateJson.Answers.IReadOnlyListLibreLanguage
        );

    /// <summary>The languages that one is translated to. It is among them: LibreTranslate returns such texts as they are.</summary>
    private static SortedSet<string> TargetsOf(string code, SortedDictionary<string, SortedSet<string>> pairs) =>
        new(pairs.GetValueOrDefault(code) ?? [], StringComparer.Ordinal) { code };

    private sealed record Written(SortedDictionary<string, SortedSet<string>> Pairs, byte[] Json);
}
