using System.Buffers;

namespace TransformerService.Tokenization.Segments.Spans;

/// <summary>
/// Words that name something in code or in a catalogue: <c>foo_bar</c>, <c>fooBar</c>, <c>foo()</c>, <c>std::vector</c>,
/// <c>System.Text.Json</c>, <c>--verbose</c>, <c>@octocat</c>, <c>UTF-8</c>, <c>AT&amp;T</c>.
/// </summary>
internal static class CodeSpans
{
    private const int ShortRun = 3,
        ShortestName = 3,
        ShortestOption = 7,
        LongestHump = 40,
        LongestPart = 3;

    private static readonly SearchValues<char> _decimal = SearchValues.Create("0123456789.");
    private static readonly SearchValues<char> _ofOption = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-=_");

    /// <summary>The length of the name that a word begins with, without what may follow it; 0 if there is none.</summary>
    public static int Length(ReadOnlySpan<char> word)
    {
        if (word.StartsWith("--"))
        {
            return IsOption(word) ? word.Length : 0;
        }

        if (word[0] == '@')
        {
            return HandleLength(word);
        }

        if (CallLength(word) is > 0 and var call)
        {
            return call;
        }

        if (FirmLength(word) is > 0 and var firm)
        {
            return firm;
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

        return
            IsHidden(name)
            || HasJoint(name)
            || (HasHump(name) && !name.ContainsAny('.', '-', '+'))
            || AreDotted(name)
            || IsNumber(name)
            || IsCode(name)
            ? name.Length
            : 0;
    }

    /// <summary><c>--verbose</c>; dashes before a short word are punctuation: "he came --and left".</summary>
    private static bool IsOption(ReadOnlySpan<char> word) =>
        word.Length > 3
        && char.IsAsciiLetter(word[2])
        && !word[2..].ContainsAnyExcept(_ofOption)
        && (word.Length >= ShortestOption || word[2..].ContainsAny('-', '='));

    /// <summary>The name of a user or an annotation: <c>@octocat</c>.</summary>
    private static int HandleLength(ReadOnlySpan<char> word)
    {
        var end = 1;
        while (end < word.Length && (char.IsAsciiLetterOrDigit(word[end]) || word[end] is '_' or '-' or '/' or '.'))
        {
            end++;
        }

        while (end > 1 && !char.IsAsciiLetterOrDigit(word[end - 1]))
        {
            end--;
        }

        return end > 2 && char.IsAsciiLetter(word[1]) && (end == word.Length || !char.IsLetterOrDigit(word[end])) ? end : 0;
    }

    /// <summary><c>foo()</c>, <c>Foo.Bar()</c>, <c>std::vector</c></summary>
    private static int CallLength(ReadOnlySpan<char> word)
    {
        var end = 0;
        var isScoped = false;
        while (
            end < word.Length
            && (char.IsAsciiLetterOrDigit(word[end]) || word[end] is '_' or '.' || (word[end] == ':' && IsScope(word, end)))
        )
        {
            isScoped |= word[end] == ':';
            end++;
        }

        if (end < 2 || !(char.IsAsciiLetter(word[0]) || word[0] == '_'))
        {
            return 0;
        }

        var isCall = word[end..].StartsWith("()");
        return isCall ? end + 2
            : isScoped && char.IsAsciiLetterOrDigit(word[end - 1]) && (end == word.Length || !char.IsLetterOrDigit(word[end])) ? end
            : 0;
    }

    /// <summary>Whether a colon is one of two between names.</summary>
    private static bool IsScope(ReadOnlySpan<char> word, int at) =>
        at > 0
        && (
            (at + 2 < word.Length && word[at + 1] == ':' && char.IsAsciiLetter(word[at + 2]) && word[at - 1] != ':')
            || (at > 1 && word[at - 1] == ':' && word[at - 2] != ':' && at + 1 < word.Length && char.IsAsciiLetter(word[at + 1]))
        );

    /// <summary>Capitals joined by <c>&amp;</c>: <c>AT&amp;T</c>, <c>R&amp;D</c>.</summary>
    private static int FirmLength(ReadOnlySpan<char> word)
    {
        int end = 0,
            part = 0,
            joints = 0;
        while (end < word.Length && (char.IsAsciiLetterUpper(word[end]) || (word[end] == '&' && part > 0)))
        {
            part = word[end] == '&' ? 0 : part + 1;
            joints += part == 0 ? 1 : 0;
            if (part > LongestPart)
            {
                return 0;
            }

            end++;
        }

        return joints > 0 && part > 0 && (end == word.Length || !char.IsLetterOrDigit(word[end])) ? end : 0;
    }

    /// <summary>A capital between small letters, as in <c>fooBar</c> and <c>toString</c>.</summary>
    public static bool HasHump(ReadOnlySpan<char> name)
    {
        if (name.Length > LongestHump || name.Length < 4 || !char.IsAsciiLetterLower(name[0]))
        {
            return false;
        }

        for (var at = 2; at + 1 < name.Length && char.IsAsciiLetter(name[at]); at++)
        {
            if (
                char.IsAsciiLetterUpper(name[at])
                && char.IsAsciiLetterLower(name[at - 1])
                && char.IsAsciiLetterLower(name[at - 2])
                && char.IsAsciiLetterLower(name[at + 1])
            )
            {
                return true;
            }
        }

        return false;
    }

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
        var isModel = name.IndexOf('-') is > 1 and var dash && !name[..dash].ContainsAnyExceptInRange('A', 'Z'); // GPT-4o
        var run = 0;
        foreach (var c in name)
        {
            run = char.IsAsciiLetter(c) ? run + 1 : 0;
            if (!areCapitals && (run > ShortRun || (c == '-' && !isModel)))
            {
                return false;
            }
        }

        return true;
    }
}
