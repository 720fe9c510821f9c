using TransformerService.Tokenization.Sentences;

namespace TransformerService.Tokenization.Segments.Spans;

/// <summary>
/// The placeholders of message files: <c>{0}</c>, <c>{name}</c>, <c>{n, plural, one {#} other {#}}</c>, <c>{{x}}</c>, <c>${x}</c>,
/// <c>$t(key)</c>, <c>$1</c>, <c>#{x}</c>, <c>%s</c>, <c>%1$s</c>, <c>%(name)s</c>, <c>%{name}</c>, <c>%1</c>, <c>%L1</c>, <c>%NAME%</c>.
/// </summary>
internal sealed class Placeholders(string text, TextWork work)
{
    private const int MostDigits = 4;
    private Dictionary<int, int>? _closing;

    /// <summary>The length of the placeholder at <paramref name="start"/>; 0 if there is none.</summary>
    public int Length(int start) =>
        text[start] switch
        {
            '{' => Braces(start),
            '#' => Next(start) == '{' ? After(start, Closing(start + 1)) : 0,
            '$' => Dollar(start),
            _ => Percent(start),
        };

    private int Braces(int start)
    {
        var close = Closing(start);
        if (close < 0)
        {
            return 0;
        }

        var inside = text.AsSpan(start + 1, close - start - 1);
        return (Next(start) == '{' && text[close - 1] == '}') || IsArgument(inside) ? close + 1 - start : 0;
    }

    /// <summary>An argument begins with a name or number, which a comma, a colon or nothing follows; prose in braces is none.</summary>
    private bool IsArgument(ReadOnlySpan<char> inside)
    {
        inside = inside.Trim();
        var at = 0;
        while (
            at < inside.Length
            && (
                char.IsLetterOrDigit(inside[at])
                || inside[at] is '_' or '.' or '-' or '[' or ']' or '$' or '@'
                || (at == 0 && inside[0] is '#' or '/' or '^' or '&' or '!' or '>')
            )
        )
        {
            work.Step();
            at++;
        }

        if (at == 0)
        {
            return false;
        }

        inside = inside[at..].TrimStart();
        return inside.IsEmpty || inside[0] is ',' or ':' or '|' or '!' or '(' or '?';
    }

    private int Dollar(int start)
    {
        var next = Next(start);
        if (next == '{')
        {
            return After(start, Closing(start + 1));
        }

        if (text.AsSpan(start).StartsWith("$t("))
        {
            const int longest = 256;
            var close = text.AsSpan(start, Math.Min(longest, text.Length - start)).IndexOfAny(')', '\n');
            return close > 0 && text[start + close] == ')' ? close + 1 : 0;
        }

        // "$1" is a placeholder; "$1,234.56" and "$12" are sums of money.
        if (char.IsAsciiDigit(next))
        {
            var after = Next(start + 1);
            return char.IsAsciiDigit(after) || (after is '.' or ',' && char.IsAsciiDigit(Next(start + 2))) ? 0 : 2;
        }

        return char.IsAsciiLetter(next) || next == '_' ? Name(start + 1) + 1 : 0;
    }

    private int Percent(int start)
    {
        var next = Next(start);
        if (next is '{' or '(')
        {
            var close = next == '{' ? Closing(start + 1) : CloseOfName(start + 2);
            return close < 0 ? 0
                : next == '(' && char.IsAsciiLetter(Next(close)) ? close + 2 - start
                : close + 1 - start;
        }

        if (next == '%')
        {
            return 2;
        }

        // Not in "50%d" or "50% of".
        if (start > 0 && char.IsDigit(text[start - 1]))
        {
            return 0;
        }

        if (char.IsAsciiLetterUpper(next) && Name(start + 1) is > 1 and var name && Next(start + name) == '%')
        {
            return name + 2;
        }

        return Printf(start);
    }

    private int Printf(int start)
    {
        var at = SkipDigits(start + 1);
        at += At(at) == '$' && at > start + 1 ? 1 : 0;
        while (At(at) is '-' or '+' or '#' or '0' or '\'' && at - start < MostDigits * 2)
        {
            at++;
        }

        at = At(at) == '*' ? at + 1 : SkipDigits(at);
        if (At(at) == '.' && (char.IsAsciiDigit(Next(at)) || Next(at) == '*'))
        {
            at = Next(at) == '*' ? at + 2 : SkipDigits(at + 1);
        }

        for (var longer = 0; longer < 2 && At(at) is 'h' or 'l' or 'q' or 'j' or 'z' && char.IsAsciiLetter(Next(at)); longer++)
        {
            at++;
        }

        if (
            At(at)
            is 'd'
                or 'i'
                or 'o'
                or 'u'
                or 'x'
                or 'X'
                or 'e'
                or 'E'
                or 'f'
                or 'F'
                or 'g'
                or 'G'
                or 'c'
                or 'C'
                or 's'
                or 'S'
                or 'p'
                or 'n'
                or '@'
        )
        {
            return at + 1 - start;
        }

        // Qt: %1, %L1.
        at = start + 1 + (Next(start) == 'L' ? 1 : 0);
        return char.IsAsciiDigit(At(at)) ? SkipDigits(at) - start : 0;
    }

    private int CloseOfName(int start)
    {
        var end = start + Name(start);
        return end > start && At(end) == ')' ? end : -1;
    }

    private int Name(int start)
    {
        const int longest = 64;
        var end = start;
        while (end - start < longest && (char.IsAsciiLetterOrDigit(At(end)) || At(end) == '_'))
        {
            work.Step();
            end++;
        }

        return end - start;
    }

    private int SkipDigits(int at)
    {
        for (var digits = 0; digits < MostDigits && char.IsAsciiDigit(At(at)); digits++)
        {
            at++;
        }

        return at;
    }

    private static int After(int start, int close) => close < 0 ? 0 : close + 1 - start;

    private char Next(int at) => At(at + 1);

    private char At(int at) => at < text.Length ? text[at] : '\0';

    /// <summary>Where the brace at <paramref name="open"/> is closed on its line; −1 if it is not. All are found in one pass.</summary>
    private int Closing(int open)
    {
        if (_closing is null)
        {
            _closing = [];
            var opened = new Stack<int>();
            for (var at = open; at < text.Length; at++)
            {
                work.Step();
                if (text[at] == '{')
                {
                    opened.Push(at);
                }
                else if (text[at] == '}' && opened.Count > 0)
                {
                    _closing[opened.Pop()] = at;
                }
                else if (Punctuation.LineBreaks.Contains(text[at]))
                {
                    opened.Clear();
                }
            }
        }

        return _closing.GetValueOrDefault(open, -1);
    }
}
