using System.Buffers;
using TransformerService.Tokenization.Sentences;
using TransformerService.Tokenization.Sentences.Languages;

namespace TransformerService.Tokenization.Segments;

/// <summary>
/// Boundaries that <see cref="SentenceSplitter"/> does not see: where the space after a full stop is missing ("sitting.A dog"), where a line is
/// written without capitals ("he left. she stayed."), and before a protected span ("It rains. `x` is up.").
/// </summary>
internal static class MissedBoundaries
{
    private const int ShortestWord = 2;
    private static readonly SearchValues<char> _enders = SearchValues.Create(".!?");

    /// <summary>Where a sentence ends at or after <paramref name="from"/> and another follows; −1 if nowhere.</summary>
    /// <param name="line">A sentence of the splitter.</param>
    /// <param name="from">Where to begin.</param>
    /// <param name="smallStarts">Whether the line begins without a capital.</param>
    /// <param name="parts">Knows the protected spans of the text.</param>
    /// <param name="lineStart">Where the line begins in the text.</param>
    /// <param name="rules">The language's rules.</param>
    /// <param name="work">Counts the characters.</param>
    public static int Next(
        ReadOnlySpan<char> line,
        int from,
        bool smallStarts,
        PartList parts,
        int lineStart,
        LanguageRules rules,
        TextWork work
    )
    {
        while (from < line.Length)
        {
            var offset = line[from..].IndexOfAny(_enders);
            work.Pass(offset < 0 ? line.Length - from : offset);
            if (offset < 0)
            {
                break;
            }

            var run = from + offset;
            var end = run + 1;
            while (end < line.Length && _enders.Contains(line[end]))
            {
                work.Step();
                end++;
            }

            if (end < line.Length && IsBoundary(line, run, end, smallStarts, parts, lineStart, rules))
            {
                return end;
            }

            from = end;
        }

        return -1;
    }

    private static bool IsBoundary(
        ReadOnlySpan<char> line,
        int run,
        int end,
        bool smallStarts,
        PartList parts,
        int lineStart,
        LanguageRules rules
    )
    {
        var isDot = !line[run..end].ContainsAny('!', '?');
        if (isDot && end - run > 1)
        {
            return false;
        }

        var start = run;
        while (start > 0 && run - start <= LanguageRules.LongestWord && char.IsLetter(line[start - 1]))
        {
            start--;
        }

        var before = line[start..run];
        var isWord =
            IsOrdinary(before)
            && (
                start == 0
                || char.IsWhiteSpace(line[start - 1])
                || line[start - 1] is '\'' or '’' or '-'
                || Punctuation.Openers.Contains(line[start - 1])
            )
            && !(isDot && rules.KindOf(before) != AbbreviationKind.None);
        var after = line[end..];
        if (char.IsWhiteSpace(after[0]))
        {
            after = after.TrimStart();
            var next = line.Length - after.Length;
            return !after.IsEmpty
                && (
                    (isWord && smallStarts && char.IsLower(after[0]))
                    || ((isWord || !isDot || parts.IsInSpan(lineStart + run - 1)) && parts.StartsSpan(lineStart + next))
                );
        }

        if (!isWord || !char.IsUpper(after[0]))
        {
            return false;
        }

        var word = Opening.WordLength(after);
        return (word == after.Length || char.IsWhiteSpace(after[word]) || after[word] is ',' or '\'' or '’')
            && (!isDot || char.IsLower(before[0]) || rules.BeginsSentence(Opening.Read(after, rules)));
    }

    /// <summary>Whether a word is one of a language: "System.Text", "e.g.The" and "v2.X" have others before the full stop.</summary>
    private static bool IsOrdinary(ReadOnlySpan<char> word) =>
        word.Length >= ShortestWord && char.IsLower(word[^1]) && char.IsLower(word[^2]);
}
