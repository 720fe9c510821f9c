using System.Buffers;

namespace TransformerService.Tokenization.Segments.Spans;

/// <summary>Numbers and names in brackets that do not belong to the words of a sentence.</summary>
internal static class BracketSpans
{
    private static readonly SearchValues<char> _capitals = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
    private static readonly SearchValues<char> _time = SearchValues.Create("0123456789:.");
    private static readonly SearchValues<char> _numbers = SearchValues.Create("0123456789,;-– ");

    /// <summary>
    /// A tag of a message file, <c>&lt;1&gt;</c>, <c>&lt;/1&gt;</c> or <c>&lt;1/&gt;</c>, a time of a subtitle, <c>&lt;00:01.500></c>, or a model's
    /// token such as <c>&lt;|end|&gt;</c>.
    /// </summary>
    public static int Tag(string text, int start, TextWork work)
    {
        const int longest = 32;
        var inside = text.AsSpan(start + 1, Math.Min(longest, text.Length - start - 1));
        work.Pass(inside.Length);
        if (inside.IndexOf('>') is not (> 0 and var close))
        {
            return 0;
        }

        inside = inside[..close];
        var isToken = inside.Length > 2 && inside[0] == '|' && inside[^1] == '|' && !inside.ContainsAny(' ', '<');
        var number = inside.TrimStart('/').TrimEnd('/');
        var isNumber = !number.IsEmpty && !number.ContainsAnyExceptInRange('0', '9') && inside.Length - number.Length <= 1;
        return isToken || isNumber || (inside.Contains(':') && !inside.ContainsAnyExcept(_time)) ? close + 2 : 0;
    }

    /// <summary>A reference such as <c>[1]</c> or <c>[12, 13]</c>, a name such as <c>[MASK]</c>, or a link of a wiki, <c>[[Name]]</c>.</summary>
    public static int Reference(string text, int start, TextWork work)
    {
        const int longest = 64;
        var inside = text.AsSpan(start + 1, Math.Min(longest, text.Length - start - 1));
        work.Pass(inside.Length);
        if (inside.IsEmpty || inside.IndexOf(']') is not (> 0 and var close))
        {
            return 0;
        }

        var name = inside[..close];
        return name[0] == '[' && name.Length > 1 && close + 1 < inside.Length && inside[close + 1] == ']' && !name.ContainsAny('\n', '\r')
                ? close + 3
            : name.Length > 1 && char.IsAsciiLetterUpper(name[0]) && !name.ContainsAnyExcept(_capitals) ? close + 2
            : char.IsAsciiDigit(name[0]) && char.IsAsciiDigit(name[^1]) && !name.ContainsAnyExcept(_numbers) ? close + 2
            : 0;
    }
}
