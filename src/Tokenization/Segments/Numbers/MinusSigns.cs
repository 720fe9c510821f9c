using System.Globalization;
using TransformerService.Tokenization.Sentences;

namespace TransformerService.Tokenization.Segments.Numbers;

/// <summary>The signs of negative numbers, and the words that languages write in their place.</summary>
internal static class MinusSigns
{
    private const string Signs = "-\u2212\u2013\u2011\uFE63\uFF0D";

    private static readonly string[] _words =
    [
        "minus",
        "moins",
        "menos",
        "meno ",
        " min ",
        "mínus",
        "miinus",
        "mīnus",
        "negati",
        "négati",
        "below",
        "sous z",
        "unter n",
        "onder n",
        "under n",
        "bajo cero",
        "abaixo de zero",
        "sotto z",
        "poniżej",
        "eksi",
        "минус",
        "мінус",
        "ниже н",
        "нижче н",
        "отриц",
        "μείον",
        "πλην",
        "سالب",
        "ناقص",
        "تحت",
        "负",
        "負",
        "零下",
        "マイナス",
        "氷点下",
        "마이너스",
        "영하",
        "ลบ",
        "âm ",
    ];

    /// <summary>The length of a minus sign before a number, with the sign of a currency between them; 0 if there is none.</summary>
    /// <param name="text">The text.</param>
    /// <param name="number">Where the number begins.</param>
    public static int LengthBefore(string text, int number)
    {
        var at = number > 0 && char.GetUnicodeCategory(text[number - 1]) == UnicodeCategory.CurrencySymbol ? number - 1 : number;
        return IsMinus(text, at - 1) ? number - at + 1 : 0;
    }

    /// <summary>Whether a minus sign stands before a number with a space between them, where it may be a dash too.</summary>
    /// <param name="text">The text.</param>
    /// <param name="number">Where the number begins.</param>
    public static bool MayStandBefore(string text, int number) =>
        number > 0 && char.GetUnicodeCategory(text[number - 1]) == UnicodeCategory.SpaceSeparator && IsMinus(text, number - 2);

    /// <summary>Whether a text has a word for a minus sign.</summary>
    public static bool AreSpelled(string text, TextWork work)
    {
        work.Step(text.Length);
        return Array.Exists(_words, word => text.Contains(word, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Not between numbers, as in <c>2-3</c> and <c>5 -3</c>, nor inside a word, as in <c>mid-1990s</c>.</summary>
    private static bool IsMinus(string text, int at)
    {
        if (at < 0 || !Signs.Contains(text[at], StringComparison.Ordinal))
        {
            return false;
        }

        var before = at == 0 ? ' ' : text[at - 1];
        return char.IsWhiteSpace(before)
            ? !(at > 1 && char.IsDigit(text[at - 2]))
            : Punctuation.OpensBracket(before) || Punctuation.TwoWay.Contains(before) || before is '=' or '<' or '>' or '“' or '„';
    }
}
