using System.Buffers;
using TransformerService.Tokenization.Sentences.Languages;

namespace TransformerService.Tokenization.Segments;

/// <summary>
/// The structure at the start of a line: indentation, bullets and other signs that stand apart, list numbers, boxes, quote signs and heading
/// signs.
/// </summary>
internal static class LineStructure
{
    private const string Bullets = "•‣◦▪▫●○■□◆◇►▶➢➤✓✔✗✘☐☑☒";

    private const int LongestNumber = 3,
        LongestMarker = 12;

    private static readonly SearchValues<char> _sentenceSigns = SearchValues.Create("\"'“”‘’«»‹›„‚.…¿¡?!`");

    /// <summary>The length of the structure at the start of a line, with the white space after it.</summary>
    /// <param name="line">The line.</param>
    /// <param name="dottedNumbers">Whether a number with a full stop is a list number; in German it may be an ordinal.</param>
    /// <param name="rules">The language's rules: in French <c>M.</c> is a title.</param>
    /// <param name="work">Counts the characters.</param>
    public static int Length(ReadOnlySpan<char> line, bool dottedNumbers, LanguageRules rules, TextWork work)
    {
        var at = SkipWhiteSpace(line, 0, work);
        while (at < line.Length && MarkerLength(line[at..], dottedNumbers, rules) is > 0 and var marker)
        {
            at = SkipWhiteSpace(line, at + marker, work);
        }

        return at;
    }

    private static int SkipWhiteSpace(ReadOnlySpan<char> line, int at, TextWork work)
    {
        while (at < line.Length && (char.IsWhiteSpace(line[at]) || InvisibleCharacters.Contains(line[at])))
        {
            work.Step();
            at++;
        }

        return at;
    }

    private static int MarkerLength(ReadOnlySpan<char> text, bool dottedNumbers, LanguageRules rules)
    {
        var first = text[0];
        if (Bullets.Contains(first, StringComparison.Ordinal))
        {
            return 1;
        }

        var length = 1;
        while (length < text.Length && length <= LongestMarker && !char.IsWhiteSpace(text[length]))
        {
            length++;
        }

        var word = text[..length];
        return
            length <= LongestMarker
            && (IsSigns(word) || word is "[x]" or "[X]" || IsNumbering(word, dottedNumbers, rules, text[length..].TrimStart()))
            ? length
            : 0;
    }

    /// <summary>Signs, arrows, emoji, dashes; quotes and dots of an ellipsis begin a sentence.</summary>
    private static bool IsSigns(ReadOnlySpan<char> word)
    {
        foreach (var c in word)
        {
            if (char.IsLetterOrDigit(c))
            {
                return false;
            }
        }

        return Letters.IndexIn(word) < 0 && word.ContainsAnyExcept(_sentenceSigns);
    }

    /// <summary>
    /// <c>1.</c>, <c>1)</c>, <c>(1)</c>, <c>1:</c>, <c>1°</c>, <c>a)</c>, <c>(iv)</c>, <c>1.2.</c>, <c>1.2</c>, <c>#1</c>, <c>§1</c>, <c>Q:</c>, <c>A1.</c>;
    /// a letter or Roman numeral with a full stop only where a capital or digit follows.
    /// </summary>
    private static bool IsNumbering(ReadOnlySpan<char> word, bool dottedNumbers, LanguageRules rules, ReadOnlySpan<char> next)
    {
        var isBeforeStart = next.Length > 0 && (char.IsUpper(next[0]) || char.IsDigit(next[0]));
        if (word[0] is '#' or '§' or '№')
        {
            return word.Length > 1 && AreDigits(word[1..]);
        }

        var isOpen = word[0] == '(';
        var label = word[(isOpen ? 1 : 0)..^1];
        var end = word[^1];
        if (label.IsEmpty)
        {
            return false;
        }

        if (!rules.DottedOrdinals && char.IsAsciiDigit(end) && IsTitle(next) && IsSection(word))
        {
            return true;
        }

        var isNumber = AreDigits(label);
        return end switch
        {
            ')' => isNumber || IsLetter(label) || IsRoman(label),
            _ when isOpen => false,
            '.' => isNumber
                ? dottedNumbers
                : AreLevels(label)
                    || (
                        isBeforeStart
                        && (IsLettered(label) || ((IsLetter(label) || IsRoman(label)) && rules.KindOf(label) == AbbreviationKind.None))
                    ),
            ':' => isNumber || (char.IsAsciiLetterUpper(label[0]) && (label.Length == 1 || IsLettered(label))),
            '°' or 'º' => isNumber,
            _ => false,
        };
    }

    private static bool AreDigits(ReadOnlySpan<char> text) => text.Length <= LongestNumber && !text.ContainsAnyExceptInRange('0', '9');

    private static bool IsLetter(ReadOnlySpan<char> text) => text.Length == 1 && char.IsAsciiLetter(text[0]);

    /// <summary><c>A1</c></summary>
    private static bool IsLettered(ReadOnlySpan<char> text) => text.Length > 1 && char.IsAsciiLetterUpper(text[0]) && AreDigits(text[1..]);

    /// <summary><c>1.2</c></summary>
    private static bool AreLevels(ReadOnlySpan<char> text)
    {
        foreach (var level in text.Split('.'))
        {
            if (text[level].IsEmpty || !AreDigits(text[level]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A capital and a small letter: <c>GB</c> is a unit, and so is <c>Hz</c>.</summary>
    private static bool IsTitle(ReadOnlySpan<char> text) =>
        text.Length > 2 && char.IsUpper(text[0]) && char.IsLower(text[1]) && char.IsLetter(text[2]) && !IsUnit(text);

    private static bool IsUnit(ReadOnlySpan<char> text) =>
        text.StartsWith("Mill") || text.StartsWith("Bill") || text.StartsWith("Euro") || text.StartsWith("Mb") || text.StartsWith("Gb");

    /// <summary><c>1.2</c>, <c>2.3.4</c>; <c>1.50</c> and <c>0.5</c> are amounts.</summary>
    private static bool IsSection(ReadOnlySpan<char> word)
    {
        var levels = 0;
        foreach (var level in word.Split('.'))
        {
            if (
                word[level].Length is 0 or > 2
                || word[level][0] == '0'
                || word[level] is [_, '0']
                || word[level].ContainsAnyExceptInRange('0', '9')
            )
            {
                return false;
            }

            levels++;
        }

        return levels > 1;
    }

    /// <summary>I to XXXIX, in either case.</summary>
    private static bool IsRoman(ReadOnlySpan<char> text)
    {
        var (ones, five, ten) = char.IsUpper(text[0]) ? ('I', 'V', 'X') : ('i', 'v', 'x');
        var tens = text.IndexOfAnyExcept(ten) is >= 0 and var other ? other : text.Length;
        var rest = text[tens..];
        if (tens <= 3 && rest.Length == 2 && rest[0] == ones && (rest[1] == five || rest[1] == ten))
        {
            return true; // IV, IX
        }

        rest = rest.Length > 0 && rest[0] == five ? rest[1..] : rest;
        return tens <= 3 && rest.Length <= 3 && !rest.ContainsAnyExcept(ones);
    }
}
