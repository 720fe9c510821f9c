using System.Buffers;
using System.Globalization;

namespace TransformerService.Tokenization.Sentences;

/// <summary>The character classes that the rules use, by their effect on a sentence.</summary>
public static class Punctuation
{
    private const string StrongEnders = "。！？｡．।॥۔။።፧፨។៕";
    private const string OpeningBrackets = "([{（［｛【〔";
    private const string ClosingBrackets = ")]}）］｝】〕";

    // Whether these open or close depends on the language („so“, »so«, « so ») or is not visible at all (").
    private const string TwoWayQuotes = "\"'“‘«‹»›";

    /// <summary>A sentence never crosses a line break, so that the translation keeps the paragraphs.</summary>
    public static readonly SearchValues<char> LineBreaks = SearchValues.Create("\n\r\v\f\u0085\u2028\u2029");

    /// <summary>What can end a sentence; a run of them counts as one.</summary>
    public static readonly SearchValues<char> Enders = SearchValues.Create(".!?…‥‼⁇⁈⁉‽⸮؟܀՜՞։\u037E᠃" + StrongEnders);

    /// <summary>Enders of scripts that write no space after them, and enders that have no other meaning.</summary>
    public static readonly SearchValues<char> Strong = SearchValues.Create(StrongEnders);

    /// <summary>Characters that belong to the sentence if they directly follow its end.</summary>
    public static readonly SearchValues<char> Closers = SearchValues.Create("”’」』》〉〞﹂﹄" + ClosingBrackets + TwoWayQuotes);

    /// <summary>Closers that can also open the next sentence.</summary>
    public static readonly SearchValues<char> TwoWay = SearchValues.Create(TwoWayQuotes);

    /// <summary>What may stand before a sentence's first word: quotes, brackets, dialogue dashes, bullets, mark-up.</summary>
    public static readonly SearchValues<char> Openers = SearchValues.Create("”„‚’「『《〈〝﹁﹃*_•·–—―-" + OpeningBrackets + TwoWayQuotes);

    /// <summary>Openers that white space may follow: <c>« Oui »</c>, <c>– Non</c>, <c>• One</c>.</summary>
    public static readonly SearchValues<char> SpacedOpeners = SearchValues.Create("«‹*•·–—―-");

    /// <summary>The sentence continues after one of these.</summary>
    public static readonly SearchValues<char> Continuing = SearchValues.Create("、，,;；：:·・/");

    public static bool OpensBracket(char c) => OpeningBrackets.Contains(c);

    public static bool ClosesBracket(char c) => ClosingBrackets.Contains(c);

    public static bool IsDot(char c) => c is '.' or '…' or '‥';

    public static bool IsApostrophe(char c) => c is '\'' or '’';

    /// <summary>Marks that belong to the character before them, and invisible ones such as the right-to-left mark.</summary>
    public static bool IsMark(char c) =>
        c >= 0x80
        && char.GetUnicodeCategory(c)
            is UnicodeCategory.NonSpacingMark
                or UnicodeCategory.SpacingCombiningMark
                or UnicodeCategory.EnclosingMark
                or UnicodeCategory.Format;

    /// <summary>Kana, ideographs, Hangul and the full-width characters among them: scripts in which one character can be a word.</summary>
    public static bool IsEastAsian(char c) =>
        c is >= '\u2E80' and <= '\uD7FF' or >= '\uF900' and <= '\uFAFF' or >= '\uFF00' and <= '\uFFEF';

    public static bool IsEastAsianLetter(char c) => IsEastAsian(c) && char.IsLetter(c);
}
