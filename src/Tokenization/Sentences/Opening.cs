using System.Globalization;
using System.Text;
using TransformerService.Tokenization.Sentences.Languages;

namespace TransformerService.Tokenization.Sentences;

/// <summary>The text after a possible end of a sentence, with quotes and brackets skipped.</summary>
internal readonly ref struct Opening
{
    // Real texts do not open more than a few quotes at once; the bound keeps the time linear for texts that consist of quotes.
    private const int MaxOpeners = 8;

    private Opening(OpeningKind kind, ReadOnlySpan<char> word, ReadOnlySpan<char> rest)
    {
        Kind = kind;
        Word = word;
        Rest = rest;
    }

    public OpeningKind Kind { get; }

    /// <summary>The letters of the first word, up to the first other character.</summary>
    public ReadOnlySpan<char> Word { get; }

    /// <summary>What follows <see cref="Word"/>.</summary>
    public ReadOnlySpan<char> Rest { get; }

    public static Opening Read(ReadOnlySpan<char> text, LanguageRules rules)
    {
        for (var passed = 0; passed < MaxOpeners && !text.IsEmpty; passed++)
        {
            var first = text[0];
            if (rules.ClippedArticles && IsClippedArticle(text))
            {
                return new Opening(OpeningKind.Capital, [], []);
            }

            if (!Punctuation.Openers.Contains(first) && !Punctuation.IsMark(first) && !LeadsWord(text))
            {
                return ReadWord(text);
            }

            text = text[1..];

            // A " between two spaces opens as well: if it closed, the scanner would have added it to the previous sentence.
            if (Punctuation.SpacedOpeners.Contains(first) || first == '"')
            {
                text = text.TrimStart();
            }
        }

        return default;
    }

    // ".NET is …" and "...And then": these dots belong to the text after them, not to the sentence before.
    private static bool LeadsWord(ReadOnlySpan<char> text) =>
        Punctuation.IsDot(text[0]) && text.Length > 1 && (Punctuation.IsDot(text[1]) || char.IsLetter(text[1]));

    // Dutch "'s Avonds", "'t Is": the second word has the capital.
    private static bool IsClippedArticle(ReadOnlySpan<char> text) =>
        text.Length > 3 && Punctuation.IsApostrophe(text[0]) && char.IsLower(text[1]) && text[2] == ' ' && char.IsUpper(text[3]);

    private static Opening ReadWord(ReadOnlySpan<char> text)
    {
        var length = WordLength(text);
        var kind = KindOf(text);
        return new Opening(kind, text[..length], text[length..]);
    }

    /// <summary>The number of letters and marks at the start, up to the length of the longest listed word.</summary>
    public static int WordLength(ReadOnlySpan<char> text)
    {
        var length = 0;
        while (
            length < text.Length && length < LanguageRules.LongestWord && (char.IsLetter(text[length]) || Punctuation.IsMark(text[length]))
        )
        {
            length++;
        }

        return length;
    }

    private static OpeningKind KindOf(ReadOnlySpan<char> text)
    {
        if (text[0] is '¿' or '¡')
        {
            return OpeningKind.Marked;
        }

        if (text[0] is '#' or '@')
        {
            return text.Length == 1 || char.IsWhiteSpace(text[1]) ? OpeningKind.None
                : char.IsDigit(text[1]) ? OpeningKind.Number
                : OpeningKind.Marked;
        }

        _ = Rune.DecodeFromUtf16(text, out var rune, out var used);
        return Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.UppercaseLetter or UnicodeCategory.TitlecaseLetter => OpeningKind.Capital,

            // "iPhone", "eBay": the second letter is the capital.
            UnicodeCategory.LowercaseLetter when text.Length > used && char.IsUpper(text[used]) => OpeningKind.Capital,
            UnicodeCategory.OtherLetter or UnicodeCategory.ModifierLetter => OpeningKind.Uncased,
            UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.CurrencySymbol => OpeningKind.Number,
            UnicodeCategory.OtherNumber => OpeningKind.Number,

            // A lone surrogate decodes to U+FFFD, itself an OtherSymbol: the original character is unknown.
            UnicodeCategory.OtherSymbol when rune != Rune.ReplacementChar => OpeningKind.Marked,
            _ => OpeningKind.None,
        };
    }
}

/// <summary>What follows a possible end of a sentence.</summary>
internal enum OpeningKind
{
    /// <summary>Not the beginning of a sentence: a small letter, a comma, a stray mark.</summary>
    None,

    /// <summary>A capital letter.</summary>
    Capital,

    /// <summary>A number, or a sign that belongs to one (<c>$5</c>, <c>#5</c>).</summary>
    Number,

    /// <summary>A letter of a script without capitals.</summary>
    Uncased,

    /// <summary>A character that rarely stands inside a sentence: <c>¿</c>, <c>¡</c>, an emoji, <c>#tag</c>, <c>@name</c>.</summary>
    Marked,
}
