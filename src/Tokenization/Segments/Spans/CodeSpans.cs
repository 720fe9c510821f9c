using System.Buffers;

namespace TransformerService.Tokenization.Segments.Spans;

/// <summary>Words that name something in code or in a catalogue: <c>foo_bar</c>, <c>System.Text.Json</c>, <c>--verbose</c>, <c>UTF-8</c>.</summary>
internal static class CodeSpans
{
    private const int ShortRun = 3,
        ShortestName = 3,
        ShortestOption = 7;

    private static readonly SearchValues<char> _decimal = SearchValues.Create("0123456789.");
    private static readonly SearchValues<char> _ofOption = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-=_");

    /// <summary>The length of the name that a word begins with, without what may follow it; 0 if there is none.</summary>
    public static int Length(ReadOnlySpan<char> word)
    {
        if (word.StartsWith("--"))
        {
            return IsOption(word) ? word.Length : 0;
        }

        var end = 0;
        while (end < word.Length && (char.IsAsciiLetterOrDigit(word[end]) || word[end] is '_' or '.' or '-' or '+'))
        {
            end++;
        }

        var name = word[..end].TrimEnd("._-+");
        if (name.Length < 2 || (end < word.Length && char.IsLetterOrDigit(word[end])))
        {
            return 0; // it goes on with letters of a language
        }

        return IsHidden(name) || HasJoint(name) || AreDotted(name) || IsNumber(name) || IsCode(name) ? name.Length : 0;
    }

    /// <summary><c>--verbose</c>; dashes before a short word are punctuation: "he came --and left".</summary>
    private static bool IsOption(ReadOnlySpan<char> word) =>
        word.Length > 3
        && char.IsAsciiLetter(word[2])
        && !word[2..].ContainsAnyExcept(_ofOption)
        && (word.Length >= ShortestOption || word[2..].ContainsAny('-', '='));

    /// <summary><c>.env</c>, <c>.NET</c>; in "He left .She stayed" a sentence begins.</summary>
    private static bool IsHidden(ReadOnlySpan<char> name) =>
        name.Length > ShortestName && name[0] == '.' && (char.IsAsciiLetterLower(name[1]) || name is ".NET") && !name[1..].Contains('.');

    /// <summary><c>foo_bar</c></summary>
    private static bool HasJoint(ReadOnlySpan<char> name) =>
        name.IndexOf('_') is > 0 and var joint
        && joint + 1 < name.Length
        && char.IsAsciiLetterOrDigit(name[joint - 1])
        && char.IsAsciiLetterOrDigit(name[joint + 1]);

    /// <summary><c>System.Text.Json</c>, <c>lib.so.1</c>: at least two dots, between parts of two letters or a number.</summary>
    private static bool AreDotted(ReadOnlySpan<char> name)
    {
        var dots = 0;
        foreach (var part in name.Split('.'))
        {
            var piece = name[part];
            if (piece.IsEmpty || (piece.Length < 2 && !char.IsAsciiDigit(piece[0])) || piece.ContainsAny('-', '+'))
            {
                return false;
            }

            dots++;
        }

        return dots > 2 && char.IsAsciiLetter(name[0]);
    }

    /// <summary><c>1e-9</c>, <c>0b1010</c>, <c>1080p</c></summary>
    private static bool IsNumber(ReadOnlySpan<char> name)
    {
        if (!char.IsAsciiDigit(name[0]))
        {
            return false;
        }

        if (name.StartsWith("0b"))
        {
            return name.Length > 2 && !name[2..].ContainsAnyExcept('0', '1');
        }

        if (name[^1] is 'p' or 'i' && name.Length is 4 or 5)
        {
            return !name[..^1].ContainsAnyExceptInRange('0', '9');
        }

        var exponent = name.IndexOfAny('e', 'E');
        return exponent > 0
            && !name[..exponent].ContainsAnyExcept(_decimal)
            && name[(exponent + 1)..].TrimStart("+-") is { IsEmpty: false } power
            && !power.ContainsAnyExceptInRange('0', '9');
    }

    /// <summary>
    /// Letters and digits that do not make a word: it begins with a letter, and its letters are capitals, or at most three at a time:
    /// <c>UTF-8</c>, <c>B2B</c>, <c>x86_64</c>, but not <c>mid-1990s</c>.
    /// </summary>
    private static bool IsCode(ReadOnlySpan<char> name)
    {
        if (!char.IsAsciiLetter(name[0]) || !name.ContainsAnyInRange('0', '9') || name.Contains('.'))
        {
            return false;
        }

        var areCapitals = !name.ContainsAnyInRange('a', 'z');
        var run = 0;
        foreach (var c in name)
        {
            run = char.IsAsciiLetter(c) ? run + 1 : 0;
            if (!areCapitals && (run > ShortRun || c == '-'))
            {
                return false;
            }
        }

        return true;
    }
}
