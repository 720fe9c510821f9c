using System.Globalization;
using System.Text;

namespace TransformerService.Inference.Markup;

/// <summary>Character references, as <c>&amp;amp;</c> and <c>&amp;#169;</c>.</summary>
internal static class References
{
    private const int Longest = 32,
        LongestOpen = 6;

    /// <summary>Splits a text of a document at references that stand for nothing known: each of those is a unit, the rest is text.</summary>
    /// <param name="source">The document.</param>
    /// <param name="start">Where the text begins.</param>
    /// <param name="end">The first offset after it.</param>
    /// <param name="named">Returns what a name stands for, if it is known.</param>
    /// <param name="open">
    /// Returns what a name stands for that needs no semicolon; null if all references need one.
    /// </param>
    /// <param name="isValue">Whether the text is an attribute's value, where a letter, digit or = must not follow such a name.</param>
    public static IEnumerable<MarkupItem> Split(
        string source,
        int start,
        int end,
        Func<string, string?> named,
        Func<string, string?>? open = null,
        bool isValue = false
    )
    {
        var text = new StringBuilder();
        var known = new List<KeyValuePair<string, string>>();
        var from = start;
        for (var at = start; at < end; )
        {
            if (source[at] != '&' || LengthAt(source, at, end) is not (> 0 and var length))
            {
                if (source[at] == '&' && open is not null && OpenAt(source.AsSpan(at + 1, end - at - 1), open, isValue) is { } found)
                {
                    // With a semicolon it stays the same whatever follows in the translation.
                    known.Add(KeyValuePair.Create(found.Meaning, $"&{source.AsSpan(at + 1, found.Length)};"));
                    text.Append(found.Meaning);
                    at += 1 + found.Length;
                    continue;
                }

                text.Append(source[at++]);
                continue;
            }

            var written = source.Substring(at, length);
            if (Of(written[1..^1], named) is { } meaning)
            {
                known.Add(KeyValuePair.Create(meaning, written));
                text.Append(meaning);
                at += length;
                continue;
            }

            if (at > from)
            {
                yield return new(MarkupKind.Text, from, at - from) { Text = text.ToString(), References = [.. known] };
            }

            yield return new(MarkupKind.Unit, at, length) { Text = written };
            text.Clear();
            known.Clear();
            at += length;
            from = at;
        }

        if (from < end)
        {
            yield return new(MarkupKind.Text, from, end - from) { Text = text.ToString(), References = [.. known] };
        }
    }

    /// <summary>Writes text with <c>&amp;</c> and <c>&lt;</c> as references, and so the characters that the block wrote as references.</summary>
    public static string Write(string text, IReadOnlyDictionary<string, string> references)
    {
        var written = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            var character = rune.ToString();
            written.Append(
                references.TryGetValue(character, out var reference) ? reference
                : character == "&" ? "&amp;"
                : character == "<" ? "&lt;"
                : character
            );
        }

        return written.ToString();
    }

    /// <summary>Finds a reference without a semicolon: a number, or the longest of the names that HTML knows without one.</summary>
    private static (string Meaning, int Length)? OpenAt(ReadOnlySpan<char> text, Func<string, string?> open, bool isValue)
    {
        var length = 0;
        if (text is ['#', ..])
        {
            var isHex = text is ['#', 'x' or 'X', ..];
            length = isHex ? 2 : 1;
            while (
                length < Math.Min(text.Length, Longest) && (isHex ? char.IsAsciiHexDigit(text[length]) : char.IsAsciiDigit(text[length]))
            )
            {
                length++;
            }

            return Of(text[..length].ToString(), open) is { } character ? (character, length) : null;
        }

        while (length < Math.Min(text.Length, LongestOpen) && char.IsAsciiLetterOrDigit(text[length]))
        {
            length++;
        }

        for (; length > 1; length--)
        {
            if (open(text[..length].ToString()) is { } meaning)
            {
                var isFollowed = length < text.Length && (char.IsAsciiLetterOrDigit(text[length]) || text[length] == '=');
                return isValue && isFollowed ? null : (meaning, length);
            }
        }

        return null;
    }

    private static int LengthAt(string source, int at, int end)
    {
        var last = Math.Min(end, at + Longest);
        var next = at + 1;
        while (next < last && (char.IsAsciiLetterOrDigit(source[next]) || (source[next] == '#' && next == at + 1)))
        {
            next++;
        }

        return next < last && source[next] == ';' && next > at + 1 ? next + 1 - at : 0;
    }

    private static string? Of(string name, Func<string, string?> named)
    {
        if (name[0] != '#')
        {
            return named(name);
        }

        var isHex = name.Length > 1 && name[1] is 'x' or 'X';
        return
            int.TryParse(
                name.AsSpan(isHex ? 2 : 1),
                isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var value
            )
            && value > 0
            && Rune.IsValid(value)
            ? new Rune(value).ToString()
            : null;
    }
}
