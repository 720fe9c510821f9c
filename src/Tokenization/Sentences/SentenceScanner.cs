using TransformerService.Tokenization.Sentences.Languages;

namespace TransformerService.Tokenization.Sentences;

/// <summary>Finds where the sentences of one line end.</summary>
/// <remarks>
/// 1. Go to the next run of enders (<c>. ! ? … 。</c>).
/// 2. Include the closing quotes, brackets and note signs after it.
/// 3. At the end of the line, the sentence ends.
/// 4. Otherwise the text before and after decides (<see cref="BoundaryRules"/>). If the sentence does not end here, continue at 1.
/// Only the sentence itself and the text after it are read, never the text before: so splitting a sentence again returns the sentence
/// itself.
/// Every look back is bounded, and every look ahead ends at the next ender, so the time is linear.
/// </remarks>
/// <param name="line">The text up to the end of a line, without white space at its end.</param>
/// <param name="rules">The language's rules.</param>
/// <param name="work">Counts the characters that are read.</param>
internal readonly ref struct SentenceScanner(ReadOnlySpan<char> line, LanguageRules rules, TextWork work)
{
    private readonly ReadOnlySpan<char> _line = line;

    public int SkipWhiteSpace(int at)
    {
        while (at < _line.Length && char.IsWhiteSpace(_line[at]))
        {
            work.Step();
            at++;
        }

        return at;
    }

    /// <summary>The end of the sentence that begins at <paramref name="sentence"/>.</summary>
    public int FindEnd(int sentence)
    {
        var at = sentence;
        var insideQuote = false;
        while (true)
        {
            var run = IndexOfEnder(at);
            work.Step(1 + run - at);
            if (run == _line.Length)
            {
                return run;
            }

            var closers = SkipEnders(run);
            insideQuote ^= HasOddQuotes(at, closers);
            var end = SkipClosers(closers, insideQuote);
            work.Step(end - run);
            if (end == _line.Length || BoundaryRules.IsBoundary(_line, new SentenceEnd(sentence, run, closers, end), rules))
            {
                return end;
            }

            insideQuote ^= HasOddQuotes(closers, end);
            at = end;
        }
    }

    private int IndexOfEnder(int at)
    {
        var offset = _line[at..].IndexOfAny(Punctuation.Enders);
        return offset < 0 ? _line.Length : at + offset;
    }

    private int SkipEnders(int at)
    {
        var offset = _line[at..].IndexOfAnyExcept(Punctuation.Enders);
        return offset < 0 ? _line.Length : at + offset;
    }

    private bool HasOddQuotes(int start, int end) => (_line[start..end].Count('"') & 1) == 1;

    private int SkipClosers(int at, bool insideQuote)
    {
        while (at < _line.Length)
        {
            var c = _line[at];
            if (Punctuation.IsMark(c) || c is '¹' or '²' or '³')
            {
                at++;
            }
            else if (Punctuation.Closers.Contains(c) && (!Punctuation.TwoWay.Contains(c) || (c == '"' && insideQuote) || Closes(at)))
            {
                at++;
                insideQuote &= c != '"';
            }
            else if (NoteLength(at) is > 0 and var note)
            {
                at += note;
            }
            else if (SpacedQuote(at, insideQuote) is > 0 and var quote)
            {
                at = quote;
                insideQuote = false;
            }
            else
            {
                break;
            }
        }

        return at;
    }

    // A quote that can open or close is taken as closing unless a word follows directly: „Nein!“ vs. 走了。“你好”.
    private bool Closes(int quote) =>
        quote + 1 == _line.Length || !(char.IsLetterOrDigit(_line[quote + 1]) || char.IsSurrogate(_line[quote + 1]));

    // French puts spaces inside its quotes: « Où ? » Some write " Où ? " in the same way; whether a quote is open then decides.
    private int SpacedQuote(int at, bool insideQuote)
    {
        var quote = SkipWhiteSpace(at);
        var closing = quote > at && quote < _line.Length && (_line[quote] is '»' or '›' || (_line[quote] == '"' && insideQuote));
        return closing && Closes(quote) ? quote + 1 : 0;
    }

    // A note reference, as in Wikipedia: "It was so.[12] Then …"
    private int NoteLength(int at)
    {
        const int longest = 5;
        var rest = _line[at..];
        if (rest[0] != '[')
        {
            return 0;
        }

        var digits = 0;
        while (digits + 1 < rest.Length && digits <= longest && char.IsAsciiDigit(rest[digits + 1]))
        {
            digits++;
        }

        return digits > 0 && digits + 1 < rest.Length && rest[digits + 1] == ']' ? digits + 2 : 0;
    }
}

/// <summary>A place where a sentence may end, as offsets into the line.</summary>
/// <param name="Sentence">Where the sentence began.</param>
/// <param name="Run">Where the run of enders begins.</param>
/// <param name="Closers">Where the run ends and closing quotes and brackets begin.</param>
/// <param name="End">Where the closers end.</param>
internal readonly record struct SentenceEnd(int Sentence, int Run, int Closers, int End);
