using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace TransformerService.Tokenization.Segments.Numbers;

/// <summary>A number in digits, as it is written in a text.</summary>
/// <param name="Start">Where it begins, in UTF-16 code units.</param>
/// <param name="Length">How long it is, in UTF-16 code units.</param>
/// <param name="Readings">
/// What it may mean, the decimal sign as a dot: <c>1,234</c> is 1234 in English and 1.234 in French; <c>1.2.3</c> is only itself.
/// </param>
/// <param name="IsOfWord">
/// Whether it is a part of a word, as in <c>1980s</c>, <c>2nd</c> or <c>A4</c>: each language has its own way of writing these. A unit or a
/// currency behind it makes none, as in <c>5kg</c> or <c>12.5M</c>.
/// </param>
public sealed record WrittenNumber(int Start, int Length, IReadOnlyList<string> Readings, bool IsOfWord)
{
    private const int GroupSize = 3,
        LongestUnit = 4;

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _endings =
        "s st nd rd th d e er re eme emes ers eres ieme iemes nde nds me o a de ste sten stes ster te ten ter tes tem er ern to ta ro ra do da mo ma vo va no na h"
            .Split(' ')
            .ToFrozenSet(StringComparer.OrdinalIgnoreCase)
            .GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The first offset after it.</summary>
    public int End => Start + Length;

    /// <summary>How long the minus sign before it is, with the sign of a currency between them; 0 if there is none.</summary>
    public int MinusLength { get; init; }

    /// <summary>Whether a minus sign stands before it, or what may be one.</summary>
    public bool MayBeNegative { get; init; }

    /// <summary>Its value if it is a small whole number; otherwise −1.</summary>
    public int Small => Readings is [{ Length: <= 2 } only] ? int.Parse(only, NumberStyles.None, CultureInfo.InvariantCulture) : -1;

    /// <summary>Returns the numbers of a text.</summary>
    public static IReadOnlyList<WrittenNumber> Find(string text, TextWork work)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(work);

        List<WrittenNumber>? found = null;
        for (var at = 0; at < text.Length; at++)
        {
            work.Step();
            if (!char.IsDigit(text[at]))
            {
                continue;
            }

            var end = EndOf(text, at, work);
            var isOfWord = (at > 0 && char.IsLetter(text[at - 1])) || HasEnding(text, end, work);
            found ??= [];
            var minus = MinusSigns.LengthBefore(text, at);
            found.Add(
                new WrittenNumber(at, end - at, ReadingsOf(text.AsSpan(at, end - at)), isOfWord)
                {
                    MinusLength = minus,
                    MayBeNegative = minus > 0 || MinusSigns.MayStandBefore(text, at),
                }
            );
            at = end - 1;
        }

        return found ?? [];
    }

    /// <summary>The number with its minus sign, as a text has it.</summary>
    internal string In(string text) => text.Substring(Start - MinusLength, Length + MinusLength);

    /// <summary>Whether two numbers may mean the same.</summary>
    public bool MayEqual(WrittenNumber other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return (MinusLength == 0 || other.MayBeNegative)
            && (other.MinusLength == 0 || MayBeNegative)
            && Readings.Intersect(other.Readings, StringComparer.Ordinal).Any();
    }

    /// <summary>Whether letters follow that are not a unit: the ending of an ordinal or a decade, or a word of another script.</summary>
    private static bool HasEnding(string text, int start, TextWork work)
    {
        var end = start;
        while (end < text.Length && char.IsLetter(text[end]))
        {
            work.Step();
            end++;
        }

        var letters = text.AsSpan(start, end - start);
        return letters.Length > LongestUnit
            || letters.ContainsAnyExceptInRange('A', 'z')
            || (letters.Length > 0 && (letters.Length > 1 || char.IsAsciiLetterLower(letters[0])) && _endings.Contains(letters));
    }

    private static int EndOf(string text, int start, TextWork work)
    {
        var at = start;
        while (true)
        {
            var group = at;
            while (at < text.Length && char.IsDigit(text[at]))
            {
                work.Step();
                at++;
            }

            if (at + 1 >= text.Length || !char.IsDigit(text[at + 1]))
            {
                return at;
            }

            var isSpace = char.GetUnicodeCategory(text[at]) == UnicodeCategory.SpaceSeparator;
            var joins = isSpace ? at - group <= GroupSize && IsGroup(text, at + 1) : text[at] is '.' or ',' or '\'' or '’';
            if (!joins)
            {
                return at;
            }

            at++;
        }
    }

    private static bool IsGroup(string text, int at) =>
        at + GroupSize <= text.Length
        && char.IsDigit(text[at + 1])
        && char.IsDigit(text[at + 2])
        && (at + GroupSize == text.Length || !char.IsDigit(text[at + GroupSize]));

    private static string[] ReadingsOf(ReadOnlySpan<char> written)
    {
        var groups = new List<string>();
        var signs = new StringBuilder();
        var group = new StringBuilder();
        foreach (var c in written)
        {
            if (char.IsDigit(c))
            {
                group.Append((char)('0' + (int)char.GetNumericValue(c)));
                continue;
            }

            groups.Add(group.ToString());
            group.Clear();
            signs.Append(
                c is '.' or ',' ? c
                : c is '\'' or '’' ? '\''
                : ' '
            );
        }

        groups.Add(group.ToString());
        if (groups.Count == 1)
        {
            return [groups[0]];
        }

        List<string> readings = [];
        if (AreGrouped(groups, signs.ToString()))
        {
            readings.Add(string.Concat(groups));
        }

        if (
            signs[^1] is '.' or ','
            && AreGrouped(groups[..^1], signs.ToString(0, signs.Length - 1))
            && !signs.ToString(0, signs.Length - 1).Contains(signs[^1], StringComparison.Ordinal)
        )
        {
            readings.Add($"{string.Concat(groups[..^1])}.{groups[^1]}");
        }

        return readings.Count > 0 ? [.. readings] : [written.ToString()];
    }

    private static bool AreGrouped(List<string> groups, string signs) =>
        groups.Count == 1
        || (groups[0].Length <= GroupSize && groups.Skip(1).All(group => group.Length == GroupSize) && signs.All(sign => sign == signs[0]));
}
