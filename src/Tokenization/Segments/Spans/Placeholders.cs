using TransformerService.Tokenization.Sentences;

namespace TransformerService.Tokenization.Segments.Spans;

/// <summary>
/// The placeholders of message files: <c>{0}</c>, <c>{name}</c>, <c>{x + 1}</c>, <c>{n, plural, one {#} other {#}}</c>, <c>{{x}}</c>, <c>${x}</c>,
/// <c>$t(key)</c>, <c>$1</c>, <c>$(x)</c>, <c>$user->name</c>, <c>#{x}</c>, <c>##x##</c>, <c>%{name}</c>, <c>__NAME__</c>; those of
/// <see cref="PercentFormats"/> and <see cref="ColonNames"/>; and statements and comments of templates, <c>{% if x %}</c>, <c>{#each x as y}</c>,
/// <c>{# x #}</c>.
/// </summary>
internal sealed class Placeholders(string text, TextWork work)
{
    private readonly NameReader _names = new(text, work);
    private readonly PercentFormats _percents = new(text, new NameReader(text, work));
    private readonly ColonNames _colons = new(text, new NameReader(text, work), work);

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
            ':' => _colons.Length(start),
            '$' => Dollar(start),
            _ => Next(start) == '{' ? After(start, Closing(start + 1)) : _percents.Length(start),
        };

    private int Braces(int start)
    {
        var close = Closing(start);
        return
            close >= 0
            && (
                (Next(start) == '{' && text[close - 1] == '}')
                || BraceContents.ArePlaceholder(text.AsSpan(start + 1, close - start - 1), work)
            )
            ? close + 1 - start
            : 0;
    }

    /// <summary>A name between two signs: <c>__NAME__</c>.</summary>
    private int Between(int start, string sign)
    {
        var end = start + sign.Length;
        while (
            end - start < NameReader.Longest
            && (char.IsAsciiDigit(At(end)) || char.IsAsciiLetterUpper(At(end)) || (At(end) is '_' or '-' && At(end + 1) != sign[0]))
        )
        {
            work.Step();
            end++;
        }

        return end > start + sign.Length && end < text.Length && text.AsSpan(end).StartsWith(sign) ? end + sign.Length - start : 0;
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

        if (next == '(' && _names.Close(start + 2, ')') is > 0 and var closed)
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

        return char.IsAsciiLetter(next) || next == '_' ? EndOfMembers(start + 1 + _names.Length(start + 1)) - start : 0;
    }

    /// <summary>Where the members of a variable end that follow its name: <c>$user->name</c>, <c>$user['name']</c>, <c>$a->b()</c>.</summary>
    private int EndOfMembers(int at)
    {
        while (true)
        {
            var rest = text.AsSpan(at);
            var arrow =
                rest.StartsWith("->") ? 2
                : rest.StartsWith("?->") ? 3
                : 0;
            var length = arrow > 0 && _names.Length(at + arrow) is > 0 and var name ? arrow + name : KeyLength(rest);
            if (length == 0)
            {
                return at;
            }

            at += length;
            at += arrow > 0 && text.AsSpan(at).StartsWith("()") ? 2 : 0;
        }
    }

    /// <summary><c>['name']</c>, <c>[0]</c>, <c>[$i]</c></summary>
    private int KeyLength(ReadOnlySpan<char> rest)
    {
        if (rest is not ['[', var first, ..])
        {
            return 0;
        }

        var close = rest[..Math.Min(rest.Length, NameReader.Longest)].IndexOf(']');
        work.Pass(Math.Max(1, close));
        var key = close < 0 ? [] : rest[1..close];
        return
            key.Length > 0
            && (
                !key.ContainsAnyExceptInRange('0', '9')
                || (first == '$' && !key.ContainsAny(' ', '['))
                || (first is '"' or '\'' && key.Length > 1 && key[^1] == first && !key[1..^1].Contains(first))
            )
            ? close + 1
            : 0;
    }

    private static int After(int start, int close) => close < 0 ? 0 : close + 1 - start;

    private char Next(int at) => At(at + 1);

    private char At(int at) => _names.At(at);

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
