using System.Text;
using TransformerService.Tokenization.Unicode;

namespace TransformerService.Tokenization.Bpe;

/// <summary>
/// GPT-2's pattern <c>'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+</c> as a scanner over code points:
/// .NET's own regular expressions work on UTF-16 units and treat letters beyond the basic plane as symbols.
/// </summary>
internal static class Gpt2Splitter
{
    private static readonly string[] Contractions = ["'s", "'t", "'re", "'ve", "'m", "'ll", "'d"];

    private enum Kind
    {
        Space,
        Letter,
        Number,
        Other,
    }

    /// <summary>The words of a well-formed text; together they are the whole text.</summary>
    public static IEnumerable<Range> Split(string text, TextWork work)
    {
        for (var start = 0; start < text.Length; )
        {
            var end = End(text, start, work);
            yield return start..end;
            start = end;
        }
    }

    private static int End(string text, int start, TextWork work)
    {
        foreach (var contraction in Contractions)
        {
            if (string.CompareOrdinal(text, start, contraction, 0, contraction.Length) == 0)
            {
                return start + contraction.Length;
            }
        }

        var first = text[start] == ' ' ? start + 1 : start;
        if (first < text.Length && KindAt(text, first, out _) is var kind && kind != Kind.Space)
        {
            return RunEnd(text, first, kind, work);
        }

        var end = RunEnd(text, start, Kind.Space, work);
        // The last white space before a word belongs to the word.
        return end < text.Length && end - start > 1 ? end - 1 : end;
    }

    private static int RunEnd(string text, int start, Kind kind, TextWork work)
    {
        var end = start;
        while (end < text.Length && KindAt(text, end, out var length) == kind)
        {
            work.Step();
            end += length;
        }

        return end;
    }

    private static Kind KindAt(string text, int index, out int length)
    {
        var rune = Rune.GetRuneAt(text, index);
        length = rune.Utf16SequenceLength;
        return Rune.IsWhiteSpace(rune) ? Kind.Space
            : CharacterClass.IsLetter(rune) ? Kind.Letter
            : CharacterClass.IsNumber(rune) ? Kind.Number
            : Kind.Other;
    }
}
