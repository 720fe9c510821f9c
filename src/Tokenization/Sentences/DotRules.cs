using TransformerService.Tokenization.Sentences.Languages;

namespace TransformerService.Tokenization.Sentences;

/// <summary>Decides whether a single full stop ends a sentence or belongs to the word before it.</summary>
internal static class DotRules
{
    private const int LongestOrdinal = 2;
    private const int LongestLabel = 3;

    public static bool EndsSentence(ReadOnlySpan<char> line, SentenceEnd at, in Opening opening, LanguageRules rules)
    {
        var start = StartOfWord(line, at);
        var word = line[start..at.Run];
        if (word.IsEmpty)
        {
            return true;
        }

        if (IsLabel(word) && StandsFirst(line[at.Sentence..start]))
        {
            return false;
        }

        // "U.S." and "J. K." are often followed by a capital inside a sentence: only a word that typically begins sentences decides.
        if (IsInitials(word))
        {
            return rules.KindOf(word) != AbbreviationKind.Joining && BeginsAnew(opening, rules);
        }

        // "3. Oktober", "das 20. Jahrhundert"; a year is longer.
        if (rules.DottedOrdinals && word.Length <= LongestOrdinal && !word.ContainsAnyExceptInRange('0', '9'))
        {
            return BeginsAnew(opening, rules);
        }

        return rules.KindOf(word) switch
        {
            AbbreviationKind.Joining => false,
            AbbreviationKind.BeforeNumber => opening.Kind != OpeningKind.Number && !IsRomanNumber(opening.Word),
            AbbreviationKind.Undecided => BeginsAnew(opening, rules),
            AbbreviationKind.Closing => opening.Kind != OpeningKind.Number,
            _ => true,
        };
    }

    private static bool BeginsAnew(in Opening opening, LanguageRules rules) =>
        opening.Kind == OpeningKind.Marked || rules.BeginsSentence(opening);

    // The word before the dot without quotes and brackets, and without "l'" or "d'" where articles are elided.
    private static int StartOfWord(ReadOnlySpan<char> line, SentenceEnd at)
    {
        var bound = Math.Max(at.Sentence, at.Run - LanguageRules.LongestWord);
        var start = at.Run;
        while (start > bound && !char.IsWhiteSpace(line[start - 1]))
        {
            start--;
        }

        while (start < at.Run && Punctuation.Openers.Contains(line[start]))
        {
            start++;
        }

        return start + 2 < at.Run && line[start] is 'l' or 'd' or 'L' or 'D' && Punctuation.IsApostrophe(line[start + 1])
            ? start + 2
            : start;
    }

    // "1. Open the lid.", "II. The plan", "a. First": at the sentence's start or after a colon.
    private static bool StandsFirst(ReadOnlySpan<char> before)
    {
        var text = before.TrimEnd();
        while (!text.IsEmpty && Punctuation.Openers.Contains(text[^1]))
        {
            text = text[..^1];
        }

        return text.IsEmpty || text[^1] is ':' or ';';
    }

    private static bool IsLabel(ReadOnlySpan<char> word)
    {
        if (IsInitials(word) && word.Length == 1)
        {
            return true;
        }

        if (word.Length <= 5 && (!word.ContainsAnyExcept("IVX") || !word.ContainsAnyExcept("ivx")))
        {
            return true;
        }

        var digits = 0;
        foreach (var c in word)
        {
            digits = char.IsAsciiDigit(c) ? digits + 1 : 0;
            if ((digits == 0 && c != '.') || digits > LongestLabel)
            {
                return false;
            }
        }

        return true;
    }

    // "J", "U.S", "J.-C": single letters between dots; not in scripts in which one character can be a word.
    private static bool IsInitials(ReadOnlySpan<char> word)
    {
        var letterIsNext = true;
        foreach (var c in word)
        {
            if (Punctuation.IsMark(c))
            {
                continue;
            }

            if (letterIsNext ? !char.IsLetter(c) || Punctuation.IsEastAsian(c) : c != '.')
            {
                if (c != '-')
                {
                    return false;
                }

                continue;
            }

            letterIsNext = !letterIsNext;
        }

        return !letterIsNext;
    }

    private static bool IsRomanNumber(ReadOnlySpan<char> word) => word.Length > 1 && !word.ContainsAnyExcept("IVXLC");
}
