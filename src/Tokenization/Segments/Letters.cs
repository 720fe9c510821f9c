using System.Text;
using TransformerService.Tokenization.Sentences;

namespace TransformerService.Tokenization.Segments;

/// <summary>Letters of all scripts.</summary>
internal static class Letters
{
    private const int LongestEnding = 3;

    /// <summary>Where the first letter of a text is; −1 if it has none.</summary>
    public static int IndexIn(ReadOnlySpan<char> text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (IsLetter(text[at..]))
            {
                return at;
            }
        }

        return -1;
    }

    /// <summary>
    /// Whether a text has a word of two letters, a letter of a script in which one may be a word, or a language's word of one capital.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="pronoun">The word of one capital, as <c>I</c>; empty if the language has none.</param>
    /// <param name="work">Counts the characters.</param>
    public static bool HaveWord(ReadOnlySpan<char> text, string pronoun, TextWork work)
    {
        var run = 0;
        for (var at = 0; at < text.Length; at++)
        {
            work.Step();
            var c = text[at];
            if (run == 0 && EndingLength(text, at) is > 0 and var ending)
            {
                at += ending - 1;
                continue;
            }

            if (char.IsHighSurrogate(c) ? IsLetter(text[at..]) : char.IsLetter(c) && !char.IsUpper(c) && !char.IsLower(c) && !IsRaised(c))
            {
                return true;
            }

            // "I'm" is a word; "N/A" has none.
            run =
                char.IsLetter(c) ? run + 1
                : run > 0 && (Punctuation.IsApostrophe(c) || Punctuation.IsMark(c)) ? run
                : 0;
            var isAlone =
                run == 1 && pronoun.Length == 1 && c == pronoun[0] && (at + 1 == text.Length || !char.IsLetterOrDigit(text[at + 1]));
            if (run > 1 || isAlone)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The letters of an ordinal or a unit behind a number: <c>1st</c>, <c>2nd</c>, <c>3.º</c>, <c>5km</c>.</summary>
    private static int EndingLength(ReadOnlySpan<char> text, int at)
    {
        if (at == 0 || !(char.IsDigit(text[at - 1]) || (text[at - 1] == '.' && at > 1 && char.IsDigit(text[at - 2]) && IsRaised(text[at]))))
        {
            return 0;
        }

        var end = at;
        while (end < text.Length && end - at <= LongestEnding && char.IsLetter(text[end]))
        {
            end++;
        }

        var letters = text[at..end];
        return letters.Length is > 0 and <= LongestEnding && IsCased(letters) ? letters.Length : 0;
    }

    private static bool IsCased(ReadOnlySpan<char> letters)
    {
        foreach (var c in letters)
        {
            if (!char.IsUpper(c) && !char.IsLower(c) && !IsRaised(c))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The raised letters of ordinals.</summary>
    private static bool IsRaised(char c) => c is 'ª' or 'º';

    /// <summary>Whether a text begins with a letter.</summary>
    private static bool IsLetter(ReadOnlySpan<char> text) =>
        char.IsLetter(text[0])
        || (
            char.IsHighSurrogate(text[0])
            && Rune.DecodeFromUtf16(text, out var rune, out _) == System.Buffers.OperationStatus.Done
            && Rune.IsLetter(rune)
        );
}
