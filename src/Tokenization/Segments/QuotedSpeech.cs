using System.Buffers;
using System.Text;
using TransformerService.Tokenization.Sentences;
using TransformerService.Tokenization.Sentences.Languages;

namespace TransformerService.Tokenization.Segments;

/// <summary>
/// A sentence in quotes inside another one: <c>"Where is he?" she asked.</c> A model that reads the end of the sentence in quotes often ends
/// there, and what follows is lost.
/// </summary>
internal static class QuotedSpeech
{
    private const int MostWordsBeforeVerb = 2,
        MostSpaces = 2,
        MostQuotes = 2;

    private static readonly SearchValues<char> _quotes = SearchValues.Create("\"'”’»›“");

    /// <summary>
    /// Where the clause begins that names the speaker behind a sentence in quotes, as in <c>"Stop!" he said</c>; 0 if none does. The two are
    /// sentences of their own. <c>said Tom</c> is none: it begins with its verb.
    /// </summary>
    /// <param name="line">The line.</param>
    /// <param name="end">Where the marks end that end the sentence in quotes.</param>
    /// <param name="rules">The language's rules.</param>
    public static int EndBeforeSpeaker(ReadOnlySpan<char> line, int end, LanguageRules rules)
    {
        var closed = Closed(line, end);
        return closed > 0 && NamesSpeaker(line[closed..].TrimStart(), rules) ? closed : 0;
    }

    /// <summary>Whether a sentence names the speaker of the one in quotes before it, so that its translation goes on with a small letter.</summary>
    public static bool GoesOn(string text, int start)
    {
        var next = start;
        while (next < text.Length && char.IsWhiteSpace(text[next]))
        {
            next++;
        }

        var before = start;
        while (before > 0 && next - before < MostSpaces && char.IsWhiteSpace(text[before - 1]))
        {
            before--;
        }

        return before > 0 && before < next && _quotes.Contains(text[before - 1]) && next < text.Length && char.IsLower(text[next]);
    }

    /// <summary>
    /// Writes a comma for a full stop before a closing quote where the sentence goes on, as in <c>He said "It rains." and left.</c>
    /// </summary>
    public static string Join(string text, string? language, TextWork work)
    {
        StringBuilder? joined = null;
        for (var at = 1; at + 1 < text.Length; at++)
        {
            var offset = text.AsSpan(at).IndexOf('.');
            work.Pass(offset < 0 ? text.Length - at : offset);
            if (offset < 0)
            {
                break;
            }

            at += offset;
            if (
                at > 1
                && char.IsLower(text[at - 1])
                && char.IsLetter(text[at - 2])
                && Closed(text, at + 1) is > 0 and var closed
                && text.AsSpan(closed).TrimStart() is { IsEmpty: false } next
                && char.IsLower(next[0])
                && LanguageRules.For(language).KindOf(WordBefore(text, at)) == AbbreviationKind.None
            )
            {
                joined ??= new StringBuilder(text);
                joined[at] = ',';
            }
        }

        return joined?.ToString() ?? text;
    }

    /// <summary>Where the quotes end behind the marks that end a sentence, if white space follows; otherwise 0.</summary>
    private static int Closed(ReadOnlySpan<char> line, int end)
    {
        var at = end;
        at += at + 1 < line.Length && char.IsWhiteSpace(line[at]) && line[at + 1] is '»' or '›' ? 1 : 0;
        var quote = at;
        while (at < line.Length && at - quote < MostQuotes && _quotes.Contains(line[at]))
        {
            at++;
        }

        return at > quote && at < line.Length && char.IsWhiteSpace(line[at]) ? at : 0;
    }

    private static ReadOnlySpan<char> WordBefore(string text, int end)
    {
        var start = end;
        while (start > 0 && end - start < LanguageRules.LongestWord && char.IsLetter(text[start - 1]))
        {
            start--;
        }

        return text.AsSpan(start, end - start);
    }

    /// <summary>One or two words and a verb of speech: <c>he said</c>, <c>the man asked</c>.</summary>
    private static bool NamesSpeaker(ReadOnlySpan<char> clause, LanguageRules rules)
    {
        for (var words = 0; words <= MostWordsBeforeVerb; words++)
        {
            var length = Opening.WordLength(clause);
            if (length == 0)
            {
                return false;
            }

            if (words > 0 && rules.IsSpeechVerb(clause[..length]))
            {
                return true;
            }

            if (words == 0 && !rules.BeginsSpeaker(clause[..length]))
            {
                return false; // "and he said", "said Tom"
            }

            var rest = clause[length..];
            if (rest.IsEmpty || !char.IsWhiteSpace(rest[0]))
            {
                return false;
            }

            clause = rest.TrimStart();
        }

        return false;
    }
}
