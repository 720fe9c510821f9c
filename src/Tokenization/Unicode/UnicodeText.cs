using System.Globalization;
using System.Text;

namespace TransformerService.Tokenization.Unicode;

/// <summary>Text operations by code point, as in Python.</summary>
public static class UnicodeText
{
    private const char FirstHigh = '\uD800',
        LastHigh = '\uDBFF';

    // .NET refuses to normalise a text that contains this noncharacter; it has no decomposition and combines with nothing.
    private const char ByteOrderNoncharacter = '\uFFFE';

    /// <summary>Replaces every lone surrogate with U+FFFD, so that no later step has to handle them.</summary>
    public static string WellFormed(string text)
    {
        var first = IndexOfLoneSurrogate(text, 0);
        if (first < 0)
        {
            return text;
        }

        var characters = text.ToCharArray();
        for (var i = first; i >= 0; i = IndexOfLoneSurrogate(text, i + 1))
        {
            characters[i] = '\uFFFD';
        }

        return new string(characters);
    }

    /// <summary><see cref="string.Normalize(NormalizationForm)"/> for any well-formed text, in linear time.</summary>
    public static string Normalize(string text, NormalizationForm form, TextWork? work = null)
    {
        if (Ascii.IsValid(text))
        {
            return text;
        }

        text = MarkRuns.Sort(text, form, work ?? new TextWork(CancellationToken.None));
        return text.Contains(ByteOrderNoncharacter)
            ? string.Join(ByteOrderNoncharacter, text.Split(ByteOrderNoncharacter).Select(part => part.Normalize(form)))
            : text.Normalize(form);
    }

    /// <summary>Lower-cases one character at a time, so a final sigma gets no special form.</summary>
    public static string ToLower(string text)
    {
        var lower = text.ToLowerInvariant();
        // The only character whose lower case is two characters; .NET leaves it unchanged.
        return lower.Contains('\u0130') ? lower.Replace("\u0130", "i\u0307", StringComparison.Ordinal) : lower;
    }

    /// <summary>Decomposes and drops the nonspacing marks.</summary>
    public static string StripAccents(string text, TextWork? work = null)
    {
        if (Ascii.IsValid(text))
        {
            return text;
        }

        return WithoutMarks(Normalize(text, NormalizationForm.FormD, work), work);
    }

    /// <summary>Drops the nonspacing marks (category Mn).</summary>
    public static string WithoutMarks(string text, TextWork? work = null)
    {
        var result = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            work?.Step();
            if (Rune.GetUnicodeCategory(rune) != UnicodeCategory.NonSpacingMark)
            {
                result.Append(rune.ToString());
            }
        }

        return result.ToString();
    }

    /// <summary>Python's <c>str.strip()</c>, on either side.</summary>
    public static string Strip(string text, bool left = true, bool right = true)
    {
        var start = 0;
        var end = text.Length;
        while (left && start < end && CharacterClass.IsPythonSpace(text[start]))
        {
            start++;
        }

        while (right && end > start && CharacterClass.IsPythonSpace(text[end - 1]))
        {
            end--;
        }

        return text[start..end];
    }

    /// <summary>Python's <c>str.split()</c>: the words between runs of white space.</summary>
    public static IEnumerable<string> Words(string text, TextWork? work = null)
    {
        var start = -1;
        for (var i = 0; i < text.Length; i++)
        {
            work?.Step();
            if (!CharacterClass.IsPythonSpace(text[i]))
            {
                start = start < 0 ? i : start;
            }
            else if (start >= 0)
            {
                yield return text[start..i];
                start = -1;
            }
        }

        if (start >= 0)
        {
            yield return text[start..];
        }
    }

    /// <summary>Counts the code points, as Python's <c>len</c> does. A surrogate without its partner counts as one.</summary>
    public static int CodePoints(ReadOnlySpan<char> text)
    {
        var count = text.Length;
        while (text.IndexOfAnyInRange(FirstHigh, LastHigh) is >= 0 and var high)
        {
            text = text[(high + 1)..];
            if (!text.IsEmpty && char.IsLowSurrogate(text[0]))
            {
                count--;
            }
        }

        return count;
    }

    /// <summary>Counts the code points of texts.</summary>
    public static long CodePoints(IReadOnlyList<string> texts)
    {
        long count = 0;
        for (var text = 0; text < texts.Count; text++)
        {
            count += CodePoints(texts[text]);
        }

        return count;
    }

    private static int IndexOfLoneSurrogate(string text, int from)
    {
        while (from < text.Length)
        {
            var found = text.AsSpan(from).IndexOfAnyInRange('\uD800', '\uDFFF');
            if (found < 0)
            {
                return -1;
            }

            from += found;
            if (!char.IsHighSurrogate(text[from]) || from + 1 == text.Length || !char.IsLowSurrogate(text[from + 1]))
            {
                return from;
            }

            from += 2;
        }

        return -1;
    }

    /// <summary>The UTF-16 index of each code point, and of the end.</summary>
    public static int[] Offsets(string text)
    {
        var offsets = new List<int>(text.Length + 1);
        for (var at = 0; at < text.Length; at += char.IsSurrogatePair(text, at) ? 2 : 1)
        {
            offsets.Add(at);
        }

        offsets.Add(text.Length);
        return [.. offsets];
    }
}
