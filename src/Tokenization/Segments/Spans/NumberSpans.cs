using System.Buffers;
using TransformerService.Tokenization.Segments.Numbers;

namespace TransformerService.Tokenization.Segments.Spans;

/// <summary>Numbers, and words of digits that are names rather than numbers.</summary>
public static class NumberSpans
{
    internal static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdefABCDEF");

    /// <summary>
    /// The spans of numbers with a minus sign or the sign of a currency before them, and the letters of a unit behind them; not of ordinals, and not of
    /// numbers behind letters.
    /// </summary>
    /// <param name="text">The sentence.</param>
    /// <param name="numbers">Numbers of it.</param>
    public static IReadOnlyList<ProtectedSpan> Of(string text, IEnumerable<WrittenNumber> numbers)
    {
        ArgumentNullException.ThrowIfNull(text);

        var found = new List<ProtectedSpan>();
        foreach (var number in numbers.Where(number => !number.IsOfWord))
        {
            var signs =
                number.MinusLength > 0 ? number.MinusLength
                : number.Start > 0 && char.IsSymbol(text[number.Start - 1]) ? 1
                : 0;
            var start = number.Start - signs;
            var end = number.End;
            while (end < text.Length && char.IsLetter(text[end]))
            {
                end++;
            }

            found.Add(new ProtectedSpan(start, end - start));
        }

        return SpanFinder.Merge(found);
    }

    private const int ShortestHash = 7;
    private static readonly SearchValues<char> _numeric = SearchValues.Create("0123456789.-:/");
    private static readonly SearchValues<char> _address = SearchValues.Create("0123456789abcdefABCDEF:");

    /// <summary>Versions, IP numbers, dates and telephone numbers: at least three groups of digits. <c>1.234.567</c> is an ordinary number.</summary>
    internal static int Length(ReadOnlySpan<char> word)
    {
        var versioned = word.Length > 1 && word[0] is 'v' or 'V' && char.IsAsciiDigit(word[1]);
        var digits = versioned ? word[1..] : word;
        if (digits.Count(':') >= 2 && !digits.ContainsAnyExcept(_address) && digits.ContainsAnyInRange('0', '9'))
        {
            return word.Length; // IPv6
        }

        var end = digits.IndexOfAnyExcept(_numeric) is >= 0 and var other ? other : digits.Length;
        while (end > 0 && !char.IsAsciiDigit(digits[end - 1]))
        {
            end--;
        }

        var (groups, first, run, thousands) = (0, 0, 0, true);
        for (var at = 0; at <= end; at++)
        {
            if (at < end && char.IsAsciiDigit(digits[at]))
            {
                run++;
                continue;
            }

            if (run == 0)
            {
                return 0;
            }

            first = groups == 0 ? run : first;
            thousands &= (groups == 0 || run == 3) && (at == end || digits[at] == '.');
            groups++;
            run = 0;
        }

        thousands &= first <= 3 && groups != 4;
        if (thousands || groups < (versioned ? 1 : 3))
        {
            return 0;
        }

        // "1.2.3-beta.1+build"
        var rest = digits[end..];
        return rest.IsEmpty || rest[0] is '-' or '+' or '_' || char.IsAsciiLetter(rest[0]) ? word.Length
            : rest[0] is '/' or ',' or ')' ? word.Length - rest.Length
            : 0;
    }

    /// <summary>A hash, colour or identifier in hexadecimal digits, with at least one digit.</summary>
    internal static int HashLength(ReadOnlySpan<char> word)
    {
        var hex =
            word.StartsWith("0x") ? word[2..]
            : word[0] == '#' ? word[1..]
            : word.IndexOf(':') is > 0 and var colon && colon < ShortestHash ? word[(colon + 1)..]
            : word;
        var isUuid = hex.Length == 36 && hex.Count('-') == 4;
        int letters = 0,
            digits = 0;
        foreach (var c in hex)
        {
            if (char.IsAsciiDigit(c))
            {
                digits++;
            }
            else if (char.IsAsciiHexDigit(c))
            {
                letters++;
            }
            else if (!(isUuid && c == '-'))
            {
                return 0;
            }
        }

        var isMarked = word[0] == '#' || word.StartsWith("0x");
        return (digits > 0 || (word.StartsWith("0x") && letters > 1)) && (isMarked || (letters > 0 && hex.Length >= ShortestHash))
            ? word.Length
            : 0;
    }
}
