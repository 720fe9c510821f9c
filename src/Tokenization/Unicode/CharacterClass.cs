using System.Globalization;
using System.Text;

namespace TransformerService.Tokenization.Unicode;

/// <summary>The character classes that the reference tokenizers use; each is defined a little differently from .NET's own.</summary>
public static class CharacterClass
{
    /// <summary>Python's <c>str.isspace</c>: White_Space and the four information separators.</summary>
    public static bool IsPythonSpace(char c) => char.IsWhiteSpace(c) || c is >= '\u001C' and <= '\u001F';

    /// <summary>BERT's white space: replaced by a plain space when text is cleaned.</summary>
    public static bool IsBertSpace(Rune rune) =>
        rune.Value is '\t' or '\n' or '\r' || Rune.GetUnicodeCategory(rune) == UnicodeCategory.SpaceSeparator;

    /// <summary>BERT's control characters (categories C*), which are dropped when text is cleaned.</summary>
    public static bool IsBertControl(Rune rune) =>
        rune.Value is not ('\t' or '\n' or '\r')
        && Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.Surrogate
                or UnicodeCategory.PrivateUse
                or UnicodeCategory.OtherNotAssigned;

    /// <summary>BERT's punctuation: categories P*, and every ASCII symbol.</summary>
    public static bool IsBertPunctuation(Rune rune) =>
        rune.Value is (>= 33 and <= 47) or (>= 58 and <= 64) or (>= 91 and <= 96) or (>= 123 and <= 126) || IsPunctuation(rune);

    /// <summary>Categories P*.</summary>
    public static bool IsPunctuation(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is >= UnicodeCategory.ConnectorPunctuation and <= UnicodeCategory.OtherPunctuation;

    /// <summary>The CJK ideographs that BERT surrounds with spaces.</summary>
    public static bool IsChinese(Rune rune) =>
        rune.Value
            is (>= 0x4E00 and <= 0x9FFF)
                or (>= 0x3400 and <= 0x4DBF)
                or (>= 0x20000 and <= 0x2A6DF)
                or (>= 0x2A700 and <= 0x2B73F)
                or (>= 0x2B740 and <= 0x2B81F)
                or (>= 0x2B820 and <= 0x2CEAF)
                or (>= 0xF900 and <= 0xFAFF)
                or (>= 0x2F800 and <= 0x2FA1F);

    /// <summary>Categories L* (<c>\p{L}</c>).</summary>
    public static bool IsLetter(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is >= UnicodeCategory.UppercaseLetter and <= UnicodeCategory.OtherLetter;

    /// <summary>Categories N* (<c>\p{N}</c>).</summary>
    public static bool IsNumber(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is >= UnicodeCategory.DecimalDigitNumber and <= UnicodeCategory.OtherNumber;
}
