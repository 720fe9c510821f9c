using TransformerService.Tokenization.Sentences;

namespace TransformerService.Tokenization.Segments.Spans;

/// <summary>
/// The placeholders of message files: <c>{0}</c>, <c>{name}</c>, <c>{n, plural, one {#} other {#}}</c>, <c>{{x}}</c>, <c>${x}</c>,
/// <c>$t(key)</c>, <c>$1</c>, <c>$(x)</c>, <c>#{x}</c>, <c>##x##</c>, <c>%s</c>, <c>%1$s</c>, <c>%[1]s</c>, <c>%(name)s</c>, <c>%{name}</c>,
/// <c>%1</c>, <c>%L1</c>, <c>%NAME%</c>, <c>%%name%%</c>, <c>__NAME__</c>, <c>:name</c>, <c>:name:</c>; and statements of templates, <c>{% if x %}</c>,
/// <c>{#each x as y}</c>.
/// </summary>
internal sealed class Placeholders(string text, TextWork work)
{
    private const int LongestName = 64;

    private Dictionary<int, int>? _closing;

    /// <summary>The length of the placeholder at <paramref name="start"/>; 0 if there is none.</summary>
    public int Length(int start) =>
        text[start] switch
        {
            '{' => Braces(start),
            '#' => Next(start) == '{' ? After(start, Closing(start + 1))
            : Next(start) == '#' ? Between(start, "##")
            : 0,
            '_' => Next(start) == '_' && IsFirstOfWord(start) ? Math.Max(Between(start, "__"), SpecialNames.Length(text, start)) : 0,
            ':' => Colon(start),
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
        if (IsStatement(inside))
        {
            return true;
        }

        var at = 0;
        while (
            at < inside.Length
            && (
                char.IsLetterOrDigit(inside[at])
                || inside[at] is '_' or '.' or '-' or '[' or ']' or '$' or '@'
                || (inside[at] == '>' && at > 0 && inside[at - 1] == '-')
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
        return inside.IsEmpty || inside[0] is ',' or ':' or '|' or '!' or '(' or '?' || inside is "=";
    }

    /// <summary><c>% if x %</c>, <c>#each x as y</c>, <c>@html x</c>, <c>:if x</c>, and a format without a name, as <c>:?</c> or <c>:.2</c>.</summary>
    private static bool IsStatement(ReadOnlySpan<char> inside) =>
        inside.Length > 1
        && inside[0] switch
        {
            '%' => inside[^1] == '%' && inside.Length > 2,
            '#' or '@' => char.IsAsciiLetter(inside[1]),
            ':' => char.IsAsciiLetter(inside[1]) || (inside.Length <= LongestName && !inside.ContainsAny(' ', '\t')),
            _ => false,
        };

    /// <summary>A name between two signs: <c>__NAME__</c>.</summary>
    private int Between(int start, string sign)
    {
        var end = start + sign.Length;
        while (
            end - start < LongestName
            && (char.IsAsciiDigit(At(end)) || char.IsAsciiLetterUpper(At(end)) || (At(end) is '_' or '-' && At(end + 1) != sign[0]))
        )
        {
            work.Step();
            end++;
        }

        return end > start + sign.Length && end < text.Length && text.AsSpan(end).StartsWith(sign) ? end + sign.Length - start : 0;
    }

    /// <summary>A parameter, <c>:name</c>, or an emoji's name, <c>:name:</c>; a word of small letters that white space or a bracket precedes.</summary>
    private int Colon(int start)
    {
        if (!IsFirstOfWord(start) || !char.IsAsciiLetterLower(Next(start)))
        {
            return 0;
        }

        var end = start + 1 + Name(start + 1);
        return At(end) == ':' ? end + 1 - start
            : end - start > 2 && !char.IsLetterOrDigit(At(end)) ? end - start
            : 0;
    }

    private bool IsFirstOfWord(int start) =>
        start == 0 || char.IsWhiteSpace(text[start - 1]) || text[start - 1] is '(' or '[' or '"' or '=' or ',';

    private int Dollar(int start)
    {
        var next = Next(start);
        if (next == '{')
        {
            return After(start, Closing(start + 1));
        }

        if (next == '(' && CloseOfName(start + 2) is > 0 and var closed)
        {
            return closed + 1 - start;
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
            return
                char.IsAsciiLetter(At(start + 2)) && Name(start + 2) is > 1 and var word && text.AsSpan(start + 2 + word).StartsWith("%%")
                ? word + 4
                : 2;
        }

        // Not in "50%d" or "50% of".
        if (start > 0 && char.IsDigit(text[start - 1]))
        {
            return 0;
        }

        if (
            char.IsAsciiLetter(next)
            && Name(start + 1) is > 1 and var name
            && Next(start + name) == '%'
            && (char.IsAsciiLetterUpper(next) || (name > 2 && IsAfterName(start + name + 2) && PrintfFormats.Length(text, start) <= name))
        )
        {
            return name + 2;
        }

        return PrintfFormats.Length(text, start);
    }

    /// <summary>Neither a word nor a format goes on.</summary>
    private bool IsAfterName(int at) =>
        !char.IsLetterOrDigit(At(at)) && At(at) != '%' && !(At(at) is '.' or '-' or '+' or '#' && char.IsAsciiLetterOrDigit(At(at + 1)));

    private int CloseOfName(int start)
    {
        var end = start + Name(start);
        return end > start && At(end) == ')' ? end : -1;
    }

    private int Name(int start)
    {
        var end = start;
        while (end - start < LongestName && (char.IsAsciiLetterOrDigit(At(end)) || At(end) == '_'))
        {
            work.Step();
            end++;
        }

        return end - start;
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
