using System.Collections.Frozen;

namespace TransformerService.Tokenization.Segments.Spans;

/// <summary>
/// Numbers of two parts that are names: of a version or of a section, as in <c>Rust 1.71</c>, <c>section 2.3</c>, <c>Fig. 1.2</c>. Languages
/// write decimals in their own way, and these as they are.
/// </summary>
internal static class LabelledNumbers
{
    private const int MostDigits = 3,
        MostLastDigits = 2,
        LongestLabel = 24;

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _labels = PathSpans.Lookup(
        "version Version versions Versions Release section Section sections Sections chapter Chapter figure Figure fig Fig Table tab Tab equation Equation eq Eq Example Listing appendix Appendix clause Clause Article glibc libc gcc python node npm java kernel PHP GCC GNU JDK SDK TLS SSL GTK CSS"
    );

    /// <summary>Words that may follow a name with its version, of English, French, German and Spanish.</summary>
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _following = PathSpans.Lookup(
        "is was and or has had will can to with for on in as are adds added does did from by or later est et ou ist und oder mit y o es"
    );

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _units = PathSpans.Lookup(
        "million millions billion billions trillion thousand hundred percent per times degrees dollars euros pounds km cm mm kg mg ml litres liters metres meters miles feet inches hours minutes seconds days weeks months years points"
    );

    /// <summary>Adds the numbers of a text.</summary>
    public static void Find(string text, List<ProtectedSpan> found, TextWork work)
    {
        for (var dot = 1; dot + 1 < text.Length; dot++)
        {
            work.Step();
            if (text[dot] != '.' || !char.IsAsciiDigit(text[dot - 1]) || !char.IsAsciiDigit(text[dot + 1]))
            {
                continue;
            }

            int start = dot,
                end = dot + 1;
            while (start > 0 && dot - start <= MostDigits && char.IsAsciiDigit(text[start - 1]))
            {
                start--;
            }

            while (end < text.Length && end - dot <= MostLastDigits + 1 && char.IsAsciiDigit(text[end]))
            {
                end++;
            }

            if (
                dot - start <= MostDigits
                && end - dot - 1 <= MostLastDigits
                && IsAlone(text, start, end)
                && IsLabelled(text, start, end, work)
            )
            {
                found.Add(new ProtectedSpan(start, end - start));
            }

            dot = end - 1;
        }
    }

    /// <summary>Nothing but white space, punctuation or a bracket touches it.</summary>
    private static bool IsAlone(string text, int start, int end) =>
        start > 1
        && text[start - 1] is ' ' or '\u00A0'
        && (
            end == text.Length
            || char.IsWhiteSpace(text[end])
            || text[end] is ')' or ']' or ',' or ';' or ':' or '!' or '?'
            || (text[end] == '.' && (end + 1 == text.Length || char.IsWhiteSpace(text[end + 1])))
        );

    private static bool IsLabelled(string text, int start, int end, TextWork work)
    {
        var last = start - 1; // the white space
        last -= last > 0 && text[last - 1] == '.' ? 1 : 0;
        var first = last;
        while (first > 0 && last - first <= LongestLabel && char.IsAsciiLetter(text[first - 1]))
        {
            work.Step();
            first--;
        }

        var label = text.AsSpan(first, last - first);
        if (label.Length is < 2 or > LongestLabel || (first > 0 && char.IsLetterOrDigit(text[first - 1])))
        {
            return false;
        }

        var next = WordAfter(text, end);
        return _labels.Contains(label)
            ? !_units.Contains(next)
            : last == start - 1 && IsName(text, first, label) && (EndsThere(text, end) || _following.Contains(next));
    }

    /// <summary>
    /// A capital inside a sentence, or a second one in a longer word: the first word of a sentence is none, and neither is the code of a
    /// currency.
    /// </summary>
    private static bool IsName(string text, int first, ReadOnlySpan<char> word) =>
        char.IsAsciiLetterUpper(word[0])
        && !(word.Length == 3 && !word.ContainsAnyExceptInRange('A', 'Z'))
        && (
            word[1..].ContainsAnyInRange('A', 'Z')
            || (first > 1 && text[first - 1] == ' ' && (char.IsLetterOrDigit(text[first - 2]) || text[first - 2] is ',' or '('))
        );

    private static bool EndsThere(string text, int end) => end == text.Length || char.IsPunctuation(text[end]);

    private static ReadOnlySpan<char> WordAfter(string text, int end)
    {
        if (end + 1 >= text.Length || text[end] is not (' ' or '\u00A0'))
        {
            return [];
        }

        var stop = end + 1;
        while (stop < text.Length && stop - end <= LongestLabel && char.IsAsciiLetter(text[stop]))
        {
            stop++;
        }

        return text.AsSpan(end + 1, stop - end - 1);
    }
}
