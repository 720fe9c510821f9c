using System.Globalization;
using TransformerService.Tokenization;
using TransformerService.Tokenization.Segments.Spans;
using TransformerService.Tokenization.Sentences;

namespace TransformerService.Inference.Markup;

/// <summary>A word of a text whose tags are placed: a tag never stands inside one.</summary>
/// <param name="Start">Where it begins.</param>
/// <param name="Length">How long it is.</param>
/// <param name="Gap">The gap that it belongs to, for an element that is not translated; otherwise −1.</param>
internal readonly record struct TagWord(int Start, int Length, int Gap)
{
    private const int LongestEnding = 2;

    /// <summary>Whether it comes back as it is.</summary>
    public bool IsSpan { get; init; }

    /// <summary>Words, signs, spans such as addresses and placeholders, and units; East Asian characters one by one.</summary>
    public static List<TagWord> Of(string text, IReadOnlyList<(int Start, int Length, int Gap)> units, TextWork work)
    {
        work.Step(text.Length);
        var words = new List<TagWord>();
        var spans = SpanFinder.Find(text, work);
        int unit = 0,
            span = 0;
        for (var at = 0; at < text.Length; )
        {
            if (unit < units.Count && units[unit].Start == at)
            {
                words.Add(new(at, units[unit].Length, units[unit].Gap));
                at += units[unit++].Length;
                continue;
            }

            if (char.IsWhiteSpace(text[at]))
            {
                at++;
                continue;
            }

            while (span < spans.Count && spans[span].Start < at)
            {
                span++;
            }

            var last = unit < units.Count ? units[unit].Start : text.Length;
            if (span < spans.Count && spans[span].Start == at && spans[span].End <= last)
            {
                words.Add(new(at, spans[span].Length, -1) { IsSpan = true });
                at = spans[span++].End;
                continue;
            }

            last = span < spans.Count && spans[span].Start > at ? Math.Min(last, spans[span].Start) : last;
            var length = Math.Max(1, StringInfo.GetNextTextElementLength(text.AsSpan(at, Math.Max(1, last - at))));
            while (at + length < last && IsOfWord(text[at + length - 1]) && IsOfWord(text[at + length]))
            {
                length++;
            }

            if (at + length < last && IsElision(text, at + length))
            {
                length++; // l'eau: the article keeps its apostrophe
            }

            words.Add(new(at, length, -1));
            at += length;
        }

        return words;
    }

    /// <summary>
    /// Whether an apostrophe ends the shortened word before it, as in French and Italian; that of an English ending, as in <c>dog's</c>,
    /// belongs to the ending.
    /// </summary>
    private static bool IsElision(string text, int at)
    {
        if (!Punctuation.IsApostrophe(text[at]) || !IsOfWord(text[at - 1]) || at + 1 == text.Length || !IsOfWord(text[at + 1]))
        {
            return false;
        }

        var end = at + 1;
        while (end < text.Length && end < at + LongestEnding + 2 && IsOfWord(text[end]))
        {
            end++;
        }

        return text[(at + 1)..end].ToLowerInvariant() is not ("s" or "t" or "d" or "m" or "re" or "ll" or "ve");
    }

    private static bool IsOfWord(char c) => (char.IsLetterOrDigit(c) || Punctuation.IsMark(c)) && !Punctuation.IsEastAsianLetter(c);
}
