using TransformerService.Tokenization.Sentences.Languages;

namespace TransformerService.Tokenization.Sentences;

/// <summary>Decides whether a sentence ends at a candidate position.</summary>
internal static class BoundaryRules
{
    public static bool IsBoundary(ReadOnlySpan<char> line, SentenceEnd at, LanguageRules rules)
    {
        var run = line[at.Run..at.Closers];
        var closers = line[at.Closers..at.End];
        var after = line[at.End..];
        var next = after.TrimStart();

        // "[...]", "(!)": a remark on the sentence, not its end.
        if (at.Run > at.Sentence && Punctuation.OpensBracket(line[at.Run - 1]) && !closers.IsEmpty && Punctuation.ClosesBracket(closers[0]))
        {
            return false;
        }

        if (IsStrong(line, at))
        {
            return EastAsianRules.IsBoundary(run, closers, next);
        }

        // No space: example.com, 3.14, node.js, ?page=2.
        if (next.Length == after.Length)
        {
            return false;
        }

        var opening = Opening.Read(next, rules);
        if (opening.Kind == OpeningKind.None)
        {
            return false;
        }

        if (run.IndexOfAnyExcept('.', '…', '‥') >= 0)
        {
            return !IsSpeakerNamed(closers, opening, rules);
        }

        return run is "." ? DotRules.EndsSentence(line, at, opening, rules) : EndsAfterEllipsis(opening, rules);
    }

    // "！" and "。" need no space; "?" and "!" between two East Asian letters are treated like them.
    private static bool IsStrong(ReadOnlySpan<char> line, SentenceEnd at)
    {
        var run = line[at.Run..at.Closers];
        return run.ContainsAny(Punctuation.Strong)
            || (
                run.ContainsAny('!', '?')
                && at.Run > at.Sentence
                && Punctuation.IsEastAsianLetter(line[at.Run - 1])
                && Punctuation.IsEastAsianLetter(line[at.End])
            );
    }

    // A capital proves nothing if the word always has one: "Well… I see.", "Das ist … Unsinn."
    private static bool EndsAfterEllipsis(in Opening opening, LanguageRules rules) =>
        opening.Kind switch
        {
            OpeningKind.Number => false,
            OpeningKind.Capital when rules.CapitalisesNouns => rules.BeginsSentence(opening),
            OpeningKind.Capital => !opening.Word.SequenceEqual(rules.CapitalPronoun),
            _ => true,
        };

    // "Why?" Mary asked.
    private static bool IsSpeakerNamed(ReadOnlySpan<char> closers, in Opening opening, LanguageRules rules)
    {
        if (
            closers.IsEmpty
            || Punctuation.ClosesBracket(closers[^1])
            || opening.Kind != OpeningKind.Capital
            || rules.BeginsSentence(opening)
        )
        {
            return false;
        }

        var verb = opening.Rest.TrimStart();
        return verb.Length < opening.Rest.Length && rules.IsSpeechVerb(verb[..Opening.WordLength(verb)]);
    }
}
