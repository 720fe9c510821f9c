using System.Globalization;
using System.Text;
using TransformerService.Tokenization.Sentences;

namespace TransformerService.Tokenization.Segments;

/// <summary>
/// The usual form of letters and digits that have several: <c>Ａ</c> and <c>𝒜</c> are <c>A</c>, <c>ﬁ</c> is <c>fi</c>, and a letter with
/// its accent as a character of its own is the letter with an accent.
/// </summary>
public static class UsualForms
{
    private const int MostMarks = 6;

    private const char FirstFullWidth = '\uFF01',
        LastFullWidth = '\uFF5E',
        FirstWithForms = '\u0132';

    /// <summary>Whether a text may have a character that has another usual form.</summary>
    public static bool MayBeIn(ReadOnlySpan<char> text) => text.ContainsAnyInRange(FirstWithForms, char.MaxValue);

    /// <summary>The length of the letter or digit at a place with its accents; of anything else 1.</summary>
    public static int LengthAt(ReadOnlySpan<char> text)
    {
        var length = char.IsHighSurrogate(text[0]) && text.Length > 1 && char.IsLowSurrogate(text[1]) ? 2 : 1;
        var marks = 0;
        while (length + marks < text.Length && marks < MostMarks && IsAccent(text[length + marks]))
        {
            marks++;
        }

        return length + marks;
    }

    /// <summary>The usual form of a letter or digit with its accents; <see langword="null"/> if it is written so, or has none.</summary>
    public static string? Of(ReadOnlySpan<char> element)
    {
        if (
            element
            is [>= '\u0400' and <= '\u05FF' or >= '\u3041' and <= '\u30FF' or >= '\u4E00' and <= '\u9FFF' or >= '\uAC00' and <= '\uD7A3']
        )
        {
            return null; // most letters of other scripts have one form
        }

        if (!MayBeIn(element) || element.Length > MostMarks + 2 || !IsOfWords(element))
        {
            return element is [>= FirstFullWidth and <= LastFullWidth and var wide]
                ? ((char)(wide - FirstFullWidth + '!')).ToString()
                : null;
        }

        var written = element.ToString();
        var usual = written.Normalize(NormalizationForm.FormKC);
        return usual != written && usual.Length > 0 && IsOfWords(usual) ? usual : null;
    }

    /// <summary>Writes the letters and digits of a text in their usual form.</summary>
    public static string Write(string text, TextWork work) => Write(text, (_, _) => true, work);

    /// <summary>Writes letters and digits of a text in their usual form.</summary>
    /// <param name="text">The text.</param>
    /// <param name="isWanted">Whether one is, by how it is written and by its usual form.</param>
    /// <param name="work">Counts the characters.</param>
    public static string Write(string text, Func<string, string, bool> isWanted, TextWork work)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(isWanted);
        ArgumentNullException.ThrowIfNull(work);

        work.Pass(text.Length);
        if (!MayBeIn(text))
        {
            return text;
        }

        StringBuilder? usual = null;
        var done = 0;
        for (int at = 0, length; at < text.Length; at += length)
        {
            length = LengthAt(text.AsSpan(at));
            work.Step(length);
            if (Of(text.AsSpan(at, length)) is { } form && isWanted(text.Substring(at, length), form))
            {
                usual = (usual ?? new StringBuilder(text.Length)).Append(text, done, at - done).Append(form);
                done = at + length;
            }
        }

        return usual?.Append(text, done, text.Length - done).ToString() ?? text;
    }

    private static bool IsAccent(char c) => c >= '\u0300' && char.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark;

    private static bool IsOfWords(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(text, out var rune, out var length) != System.Buffers.OperationStatus.Done)
            {
                return false;
            }

            if (!Rune.IsLetterOrDigit(rune) && !(rune.IsBmp && Punctuation.IsMark((char)rune.Value)))
            {
                return false;
            }

            text = text[length..];
        }

        return true;
    }
}
