using System.Text.RegularExpressions;
using TransformerService.Tokenization.Unicode;

namespace TransformerService.Evaluation.Metrics;

/// <summary>
/// The tokenization "13a" of sacreBLEU (Post 2018, https://aclanthology.org/W18-6319), which is that of WMT's mteval-v13a.pl for Western
/// languages. The replacements are sacreBLEU's, in its order, because each works on the result of the previous one.
/// </summary>
public static partial class Tokenizer13a
{
    /// <summary>The tokens of a segment; white space at its end is ignored.</summary>
    public static IReadOnlyList<string> Tokenize(string segment)
    {
        // 1. Language-independent replacements: the marker of skipped segments, and line breaks inside a segment.
        var text = UnicodeText
            .Strip(segment, left: false)
            .Replace("<skipped>", "", StringComparison.Ordinal)
            .Replace("-\n", "", StringComparison.Ordinal)
            .Replace('\n', ' ');

        // 2. The four entities of SGML files. The ampersand is not the last, so "&amp;lt;" becomes "<".
        if (text.Contains('&'))
        {
            text = text.Replace("&quot;", "\"", StringComparison.Ordinal)
                .Replace("&amp;", "&", StringComparison.Ordinal)
                .Replace("&lt;", "<", StringComparison.Ordinal)
                .Replace("&gt;", ">", StringComparison.Ordinal);
        }

        // 3. Punctuation. A space is added at either end so that the patterns find a neighbour there.
        text = Symbols().Replace($" {text} ", " $1 ");
        text = PeriodOrCommaNotAfterDigit().Replace(text, "$1 $2 ");
        text = PeriodOrCommaNotBeforeDigit().Replace(text, " $1 $2");
        text = DashAfterDigit().Replace(text, "$1 $2 ");

        // 4. Words between runs of white space.
        return [.. UnicodeText.Words(text)];
    }

    /// <summary>ASCII's symbols without apostrophe, comma, hyphen and period.</summary>
    [GeneratedRegex(@"([\{-\~\[-\` -\&\(-\+\:-\@\/])", RegexOptions.CultureInvariant)]
    private static partial Regex Symbols();

    [GeneratedRegex(@"([^0-9])([\.,])", RegexOptions.CultureInvariant)]
    private static partial Regex PeriodOrCommaNotAfterDigit();

    [GeneratedRegex(@"([\.,])([^0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex PeriodOrCommaNotBeforeDigit();

    [GeneratedRegex(@"([0-9])(-)", RegexOptions.CultureInvariant)]
    private static partial Regex DashAfterDigit();
}
