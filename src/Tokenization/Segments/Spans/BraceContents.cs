using System.Buffers;

namespace TransformerService.Tokenization.Segments.Spans;

/// <summary>What stands in braces: an argument, an expression or a statement of a template; prose is none of them.</summary>
internal static class BraceContents
{
    private const int LongestSign = 3;

    private const string Signs = "+-*/%<>=&|?:!^";

    private static readonly SearchValues<char> _ofProse = SearchValues.Create("-/&?:!");

    /// <summary>Whether braces around a text make a placeholder of it.</summary>
    public static bool ArePlaceholder(ReadOnlySpan<char> inside, TextWork work)
    {
        inside = inside.Trim();
        return IsStatement(inside) || IsArgument(inside, work) || IsExpression(inside, work);
    }

    /// <summary>An argument begins with a name or number, which a comma, a colon or nothing follows.</summary>
    private static bool IsArgument(ReadOnlySpan<char> inside, TextWork work)
    {
        var at = 0;
        while (at < inside.Length)
        {
            work.Step();
            var length =
                KeyLength(inside[at..]) is > 0 and var key ? key
                : IsOfName(inside[at])
                || inside[at] == '-'
                || (inside[at] == '>' && at > 0 && inside[at - 1] == '-')
                || (at == 0 && inside[0] is '#' or '/' or '^' or '&' or '!' or '>')
                    ? 1
                : 0;
            if (length == 0)
            {
                break;
            }

            at += length;
        }

        inside = at == 0 ? "." : inside[at..].TrimStart();
        return inside.IsEmpty || inside[0] is ',' or ':' or '|' or '!' or '(' or '?' || inside is "=";
    }

    /// <summary>
    /// Names, numbers and quoted texts with signs between them: <c>x + 1</c>, <c>n > 1 ? 'a' : 'b'</c>. Where all are words and the signs such as
    /// prose has, as in <c>Tom &amp; Jerry</c>, it is none.
    /// </summary>
    private static bool IsExpression(ReadOnlySpan<char> inside, TextWork work)
    {
        var isSure = false;
        for (var operands = 1; ; operands++)
        {
            inside = inside.TrimStart(" \t(!-+~");
            var length = OperandLength(inside);
            work.Step(1 + length);
            if (length == 0)
            {
                return false;
            }

            isSure |= !AreLetters(inside[..length]);
            inside = inside[length..].TrimStart(" \t)");
            if (inside.IsEmpty)
            {
                return operands > 1 && isSure;
            }

            var sign = inside.Length - inside.TrimStart(Signs).Length;
            if (sign is 0 or > LongestSign || inside[..sign] is "++" or "--")
            {
                return false;
            }

            isSure |= inside[..sign].ContainsAnyExcept(_ofProse);
            inside = inside[sign..];
        }
    }

    private static int OperandLength(ReadOnlySpan<char> text)
    {
        if (text is ['"' or '\'', ..])
        {
            return text[1..Math.Min(text.Length, NameReader.Longest)].IndexOf(text[0]) is >= 0 and var close ? close + 2 : 0;
        }

        var length = 0;
        while (length < text.Length)
        {
            var key = KeyLength(text[length..]);
            if (key == 0 && !IsOfName(text[length]))
            {
                break;
            }

            length += Math.Max(1, key);
        }

        return length;
    }

    /// <summary>The length of a quoted key in brackets: <c>['name']</c>.</summary>
    private static int KeyLength(ReadOnlySpan<char> text) =>
        text is ['[', '"' or '\'', ..]
        && text[2..Math.Min(text.Length, NameReader.Longest)].IndexOf(text[1]) is >= 0 and var close
        && close + 3 < text.Length
        && text[close + 3] == ']'
            ? close + 4
            : 0;

    /// <summary>
    /// <c>% if x %</c>, <c>#each x as y</c>, <c>@html x</c>, <c>:if x</c>, a format without a name, as <c>:?</c> or <c>:.2</c>, and comments:
    /// <c># a #</c>, <c>* a *</c>, <c>/* a */</c>.
    /// </summary>
    private static bool IsStatement(ReadOnlySpan<char> inside) =>
        inside.Length > 1
        && inside[0] switch
        {
            '%' or '*' => inside[^1] == inside[0] && inside.Length > 2,
            '#' => char.IsAsciiLetter(inside[1]) || (inside[^1] == '#' && inside.Length > 2),
            '@' => char.IsAsciiLetter(inside[1]),
            '/' => inside[1] == '*' && inside.EndsWith("*/") && inside.Length > 3,
            ':' => char.IsAsciiLetter(inside[1]) || (inside.Length <= NameReader.Longest && !inside.ContainsAny(' ', '\t')),
            _ => false,
        };

    private static bool IsOfName(char c) => char.IsLetterOrDigit(c) || c is '_' or '.' or '[' or ']' or '$' or '@';

    private static bool AreLetters(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (!char.IsLetter(c))
            {
                return false;
            }
        }

        return true;
    }
}
