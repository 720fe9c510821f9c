using System.Buffers;
using System.Text;
using TransformerService.Tokenization.Segments.Spans;

namespace TransformerService.Tokenization.Segments.Signs;

/// <summary>
/// Compares the signs of a sentence with those of its translation: a translation has <c>€</c>, <c>=</c> or <c>#</c> as often as its sentence.
/// Punctuation differs between languages and is not compared, nor are signs that the translation writes as a word, such as <c>%</c>.
/// </summary>
public static class SignComparison
{
    private static readonly SearchValues<char> _stress = SearchValues.Create("*_~");

    /// <summary>
    /// Returns where the signs stand that the translation has more or less often; with the letters and digits that touch them. Signs that only
    /// stress a word, as in <c>*really*</c>, are left out: the word would not be translated.
    /// </summary>
    /// <param name="source">The sentence.</param>
    /// <param name="translation">Its translation.</param>
    /// <param name="work">Counts the work.</param>
    public static IReadOnlyList<ProtectedSpan> Differences(string source, string translation, TextWork work)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(translation);
        ArgumentNullException.ThrowIfNull(work);

        work.Pass(source.Length);
        if (!source.AsSpan().ContainsAny(TextSigns.All))
        {
            return [];
        }

        var differing = Differing(source, translation, work);
        return differing.Count == 0
            ? []
            :
            [
                .. TextSigns
                    .Find(source, sign => differing.Contains(sign.Value), work)
                    .Where(span => !IsStress(source.AsSpan(span.Start, span.Length))),
            ];
    }

    /// <summary>Returns the signs of the sentence that the translation has more or less often.</summary>
    /// <param name="source">The sentence.</param>
    /// <param name="translation">Its translation.</param>
    /// <param name="work">Counts the work.</param>
    public static IReadOnlyList<string> Changed(string source, string translation, TextWork work)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(translation);
        ArgumentNullException.ThrowIfNull(work);

        work.Pass(source.Length);
        return source.AsSpan().ContainsAny(TextSigns.All)
            ? [.. Differing(source, translation, work).Order().Select(value => new Rune(value).ToString())]
            : [];
    }

    private static bool IsStress(ReadOnlySpan<char> text) => text[0] is '*' or '_' or '~' && text.ContainsAnyExcept(_stress);

    private static HashSet<int> Differing(string source, string translation, TextWork work)
    {
        Dictionary<int, int> counts = [];
        Count(source, 1, adds: true);
        Count(translation, -1, adds: false);
        return [.. counts.Where(sign => sign.Value != 0 && !SignWords.Has(translation, new Rune(sign.Key), work)).Select(sign => sign.Key)];

        void Count(string text, int by, bool adds)
        {
            work.Step(text.Length);
            foreach (var rune in text.EnumerateRunes())
            {
                var sign = TextSigns.Plain(rune);
                if (TextSigns.IsSign(sign) && (adds || counts.ContainsKey(sign.Value)))
                {
                    counts[sign.Value] = counts.GetValueOrDefault(sign.Value) + by;
                }
            }
        }
    }
}

/// <summary>Words that languages write in the place of a sign.</summary>
internal static class SignWords
{
    private static readonly Dictionary<int, string[]> _words = new Dictionary<char, string>
    {
        ['$'] = "dollar dólar доллар peso",
        ['€'] = "euro евро",
        ['£'] = "livre pound pfund libra sterlin pond lira фунт",
        ['¥'] = "yen yuan иен",
        ['%'] = "porcent pourcent pour_cent percent per_cent por_ciento por_cento procent prozent процент",
        ['°'] = "degr grad grau graad градус no nr num",
        ['№'] = "no nr num n° nº n.º",
        ['&'] = "et and und y e en och и",
        ['+'] = "plus más mais più",
    }.ToDictionary(sign => (int)sign.Key, sign => Array.ConvertAll(sign.Value.Split(' '), word => word.Replace('_', ' ')));

    /// <summary>Whether a translation has a word that begins as one for the sign.</summary>
    public static bool Has(string translation, Rune sign, TextWork work)
    {
        if (!_words.TryGetValue(sign.Value, out var words))
        {
            return false;
        }

        work.Step(translation.Length * words.Length);
        return Array.Exists(words, word => HasWord(translation, word));
    }

    /// <summary>A word of up to two letters stands alone; a longer one may have another ending, or be the end of a word, as in "pourcent".</summary>
    private static bool HasWord(string text, string word)
    {
        for (var at = 0; (at = text.IndexOf(word, at, StringComparison.OrdinalIgnoreCase)) >= 0; at += word.Length)
        {
            var end = at + word.Length;
            if (
                word.Length > 2
                || (
                    (at == 0 || !char.IsLetter(text[at - 1]))
                    && (end == text.Length || !char.IsLetterOrDigit(text[end]) || !char.IsLetter(word[^1]))
                )
            )
            {
                return true;
            }
        }

        return false;
    }
}
