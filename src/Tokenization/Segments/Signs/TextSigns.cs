using System.Buffers;
using System.Globalization;
using System.Text;
using TransformerService.Tokenization.Segments.Spans;
using TransformerService.Tokenization.Sentences;

namespace TransformerService.Tokenization.Segments.Signs;

/// <summary>
/// Signs that are not language: of money, mathematics and technology, fractions and raised digits, arrows and others. Punctuation, quotes
/// and dashes do not count: languages have their own.
/// </summary>
public static class TextSigns
{
    private const string Technical = "#@*_\\%&§¶†‡";

    private const char FirstFullWidth = '\uFF01',
        LastFullWidth = '\uFF5E',
        FirstRoman = '\u2160',
        LastRoman = '\u2188';

    private const string OfLanguage = "\u2212`´";

    /// <summary>All of them in the basic multilingual plane, and halves of those beyond.</summary>
    public static readonly SearchValues<char> All = SearchValues.Create([
        .. Enumerable
            .Range(0, char.MaxValue + 1)
            .Select(value => (char)value)
            .Where(c => char.IsSurrogate(c) || IsSign(Rune.TryCreate(c, out var rune) ? Plain(rune) : default)),
    ]);

    /// <summary>Those beyond ASCII.</summary>
    public static readonly SearchValues<char> Rare = SearchValues.Create([
        .. Enumerable.Range(0x80, char.MaxValue + 1 - 0x80).Select(value => (char)value).Where(All.Contains),
    ]);

    /// <summary>Whether it is a sign.</summary>
    public static bool IsSign(Rune rune) =>
        !(rune.IsBmp && OfLanguage.Contains((char)rune.Value, StringComparison.Ordinal))
        && (
            Rune.GetUnicodeCategory(rune)
                is UnicodeCategory.MathSymbol
                    or UnicodeCategory.CurrencySymbol
                    or UnicodeCategory.ModifierSymbol
                    or UnicodeCategory.OtherSymbol
                    or UnicodeCategory.OtherNumber
            || rune.Value is >= FirstRoman and <= LastRoman
            || (rune.IsBmp && Technical.Contains((char)rune.Value, StringComparison.Ordinal))
        );

    /// <summary>A full-width form is the same sign as its plain form.</summary>
    internal static Rune Plain(Rune rune) =>
        rune.Value is >= FirstFullWidth and <= LastFullWidth ? new Rune(rune.Value - FirstFullWidth + '!') : rune;

    /// <summary>Returns where signs stand, in order, each with the letters, digits and signs that touch it.</summary>
    /// <param name="text">The text.</param>
    /// <param name="counts">Which of the signs count.</param>
    /// <param name="work">Counts the work.</param>
    public static IReadOnlyList<ProtectedSpan> Find(string text, Func<Rune, bool> counts, TextWork work)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(counts);
        ArgumentNullException.ThrowIfNull(work);

        var found = new List<ProtectedSpan>();
        var done = 0;
        for (var at = 0; at < text.Length; )
        {
            _ = Rune.DecodeFromUtf16(text.AsSpan(at), out var rune, out var length);
            work.Step(length);
            if (!IsSign(Plain(rune)) || !counts(Plain(rune)))
            {
                at += length;
                continue;
            }

            var start = StartOf(text, at, done, work);
            var end = EndOf(text, at + length, work);
            found.Add(new ProtectedSpan(start, end - start));
            (at, done) = (end, end);
        }

        return SpanFinder.Merge(found);
    }

    /// <summary>Where the letters, digits and signs before an offset begin.</summary>
    public static int StartOf(string text, int at, int least, TextWork work)
    {
        while (at > least && Touches(text[at - 1]))
        {
            work.Step();
            at--;
        }

        return at;
    }

    /// <summary>Where the letters, digits and signs after an offset end.</summary>
    public static int EndOf(string text, int at, TextWork work)
    {
        while (at < text.Length && Touches(text[at]))
        {
            work.Step();
            at++;
        }

        return at;
    }

    /// <summary>In scripts without spaces, what touches a sign is a whole sentence.</summary>
    private static bool Touches(char c) =>
        (char.IsLetterOrDigit(c) && !Punctuation.IsEastAsian(c) && c is < '\u0E00' or > '\u0EFF')
        || Punctuation.IsMark(c)
        || char.IsLowSurrogate(c)
        || char.IsHighSurrogate(c)
        || All.Contains(c);
}
