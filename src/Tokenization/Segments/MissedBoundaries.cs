using System.Buffers;
using TransformerService.Tokenization.Sentences;
using TransformerService.Tokenization.Sentences.Languages;

namespace TransformerService.Tokenization.Segments;

/// <summary>
/// Boundaries that <see cref="SentenceSplitter"/> does not see: where the space after a full stop is missing ("sitting.A dog", "yes!no"), where a
/// line is written without capitals ("he left. she stayed.") or in capitals alone, where full stops stand apart ("he left . she stayed ."), and
/// before a protected span ("It rains. `x` is up."), and before the name of a speaker (<see cref="QuotedSpeech"/>).
/// </summary>
internal static class MissedBoundaries
{
    private const int ShortestWord = 2,
        ShortestInCapitals = 3;

    private static readonly SearchValues<char> _enders = SearchValues.Create(".!?");
    private static readonly SearchValues<char> _closers = SearchValues.Create(")]}”’»");

    /// <summary>Where a sentence ends at or after <paramref name="from"/> and another follows; −1 if nowhere.</summary>
    /// <param name="line">A sentence of the splitter.</param>
    /// <param name="from">Where to begin.</param>
    /// <param name="lineCase">How the line uses capitals.</param>
    /// <param name="parts">Knows the protected spans of the text.</param>
    /// <param name="lineStart">Where the line begins in the text.</param>
    /// <param name="rules">The language's rules.</param>
    /// <param name="work">Counts the characters.</param>
    public static int Next(
        ReadOnlySpan<char> line,
        int from,
        LineCase lineCase,
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

            if (QuotedSpeech.EndBeforeSpeaker(line, end, rules) is > 0 and var speech)
            {
                return speech;
            }

            var closed = end;
            while (closed < line.Length && (_closers.Contains(line[closed]) || InvisibleCharacters.Contains(line[closed])))
            {
                work.Step();
                closed++;
            }

            if (closed < line.Length && IsBoundary(line, run, end, closed, lineCase, parts, lineStart, rules))
            {
                return closed;
            }

            from = end;
        }

        return -1;
    }

    private static bool IsBoundary(
        ReadOnlySpan<char> line,
        int run,
        int end,
        int closed,
        LineCase lineCase,
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
        if (
            before.IsEmpty
            && closed == end
            && run > 0
            && (
                char.IsWhiteSpace(line[run - 1])
                    ? (isDot || lineCase == LineCase.SmallStart) && StandsApart(line, run, end, rules)
                    : char.IsDigit(line[run - 1]) && !(isDot && rules.DottedOrdinals) && StartsWord(line[end..])
            )
        )
        {
            return true;
        }

        var isWord =
            (IsOrdinary(before) || (lineCase == LineCase.Capitals && AreCapitals(before)))
            && (
                start == 0
                || char.IsWhiteSpace(line[start - 1])
                || line[start - 1] is '\'' or '’' or '-' or '!' or '?'
                || Punctuation.Openers.Contains(line[start - 1])
            )
            && !(isDot && rules.KindOf(before) != AbbreviationKind.None);
        var after = line[closed..];
        if (char.IsWhiteSpace(after[0]))
        {
            after = after.TrimStart();
            var next = line.Length - after.Length;
            return !after.IsEmpty
                && (
                    (isWord && lineCase == LineCase.SmallStart && char.IsLower(after[0]))
                    || ((isWord || !isDot || parts.IsInSpan(lineStart + run - 1)) && parts.StartsSpan(lineStart + next))
                );
        }

        if (!isWord || !char.IsLetter(after[0]))
        {
            return false;
        }

        var word = Opening.WordLength(after);
        var isFollowed = word == after.Length || char.IsWhiteSpace(after[word]) || after[word] is ',' or '\'' or '’';
        return char.IsUpper(after[0])
                ? isFollowed
                    && (
                        !isDot
                        || closed > end
                        || char.IsLower(before[0])
                        || (lineCase == LineCase.Capitals && BeginsSentence(after[..word], rules))
                        || rules.BeginsSentence(Opening.Read(after, rules))
                    )
            : isDot ? isFollowed && word < after.Length && word != 2 && BeginsSentence(after[..word], rules)
            : word >= ShortestWord && (isFollowed || _enders.Contains(after[word]));
    }

    /// <summary>"he left . she stayed .", as tokenizers of corpora write it.</summary>
    private static bool StandsApart(ReadOnlySpan<char> line, int run, int end, LanguageRules rules)
    {
        var after = line[end..];
        if (!char.IsWhiteSpace(after[0]) || Opening.WordLength(after.TrimStart()) == 0)
        {
            return false;
        }

        var last = run;
        while (last > 0 && char.IsWhiteSpace(line[last - 1]) && run - last < LanguageRules.LongestWord)
        {
            last--;
        }

        var first = last;
        while (first > 0 && char.IsLetter(line[first - 1]) && last - first <= LanguageRules.LongestWord)
        {
            first--;
        }

        return last - first >= ShortestWord && rules.KindOf(line[first..last]) == AbbreviationKind.None;
    }

    /// <summary>"It weighs 5.He runs."</summary>
    private static bool StartsWord(ReadOnlySpan<char> after) => after.Length > 1 && char.IsUpper(after[0]) && char.IsLower(after[1]);

    /// <summary>A word with a small letter that often begins a sentence with a capital: "sitting.a dog", but not "node.start".</summary>
    private static bool BeginsSentence(ReadOnlySpan<char> word, LanguageRules rules)
    {
        Span<char> raised = stackalloc char[word.Length];
        word.ToLowerInvariant(raised);
        raised[0] = char.ToUpperInvariant(raised[0]);
        return rules.BeginsSentence(Opening.Read(raised, rules));
    }

    private static bool AreCapitals(ReadOnlySpan<char> word)
    {
        foreach (var c in word)
        {
            if (!char.IsUpper(c))
            {
                return false;
            }
        }

        return word.Length >= ShortestInCapitals;
    }

    /// <summary>Whether a word is one of a language: "System.Text", "e.g.The" and "v2.X" have others before the full stop.</summary>
    private static bool IsOrdinary(ReadOnlySpan<char> word) =>
        word.Length >= ShortestWord && char.IsLower(word[^1]) && char.IsLower(word[^2]);
}

/// <summary>How a line uses capitals.</summary>
internal enum LineCase
{
    /// <summary>As most text does.</summary>
    Usual,

    /// <summary>It begins without one.</summary>
    SmallStart,

    /// <summary>It has no other letters.</summary>
    Capitals,
}
