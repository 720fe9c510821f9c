using System.Text;
using TransformerService.Tokenization.Sentences.Languages;

namespace TransformerService.Tokenization.Segments;

/// <summary>
/// English writes "No. 5" for "number 5", with a word that means something else. A model reads the word that is meant. The abbreviations of
/// other languages, such as <c>Nr.</c> and <c>n.º</c>, have no other meaning.
/// </summary>
internal static class NumberSigns
{
    private const string English = "en",
        Singular = "No.",
        Plural = "Nos.";

    /// <summary>Writes the word before each number that has the abbreviation.</summary>
    public static string Spell(string text, string? language, TextWork work)
    {
        if (LanguageCodes.WithTwoLetters(language ?? English) != English)
        {
            return text;
        }

        var done = 0;
        StringBuilder? spelled = null;
        for (var at = 0; at < text.Length; at++)
        {
            var offset = text.AsSpan(at).IndexOfAny('N', 'n');
            work.Pass(offset < 0 ? text.Length - at : offset);
            if (offset < 0)
            {
                break;
            }

            at += offset;
            if ((at > 0 && char.IsLetterOrDigit(text[at - 1])) || LengthAt(text.AsSpan(at)) is not (> 0 and var length))
            {
                continue;
            }

            var word = text[at] == 'N' && text.AsSpan(0, at).Trim().IsEmpty ? "Number" : "number";
            spelled = (spelled ?? new StringBuilder(text.Length + word.Length))
                .Append(text, done, at - done)
                .Append(word)
                .Append(length > Singular.Length ? "s " : " ");
            done = at + length + (char.IsWhiteSpace(text[at + length]) ? 1 : 0);
            at = done;
        }

        return spelled?.Append(text, done, text.Length - done).ToString() ?? text;
    }

    /// <summary>The length of <c>No.</c> or <c>Nos.</c> before a number; 0 if there is none.</summary>
    private static int LengthAt(ReadOnlySpan<char> text)
    {
        var length =
            text.StartsWith(Singular, StringComparison.OrdinalIgnoreCase) ? Singular.Length
            : text.StartsWith(Plural, StringComparison.OrdinalIgnoreCase) ? Plural.Length
            : 0;
        var rest = text[length..];
        var spaces = rest.Length > 0 && char.IsWhiteSpace(rest[0]) ? 1 : 0;
        return length > 0 && rest.Length > spaces && char.IsDigit(rest[spaces]) ? length : 0;
    }
}
