using System.Buffers;
using TransformerService.Tokenization;
using TransformerService.Tokenization.Sentences;

namespace TransformerService.Inference.Translation.Plans;

/// <summary>Cuts a text that is longer than a model can read: at the ends of clauses, otherwise between words, otherwise inside a word.</summary>
internal static class LongText
{
    private static readonly SearchValues<char> _clauseEnds = SearchValues.Create(".!?,;:…—–)]、，；：");

    /// <summary>Returns the pieces in order, without the white space between them. Each word is counted once, so the work is linear.</summary>
    /// <param name="text">The text.</param>
    /// <param name="mostTokens">The most tokens of a piece.</param>
    /// <param name="count">Counts the tokens of a word.</param>
    /// <param name="work">Counts the work.</param>
    public static IReadOnlyList<TextSegment> Cut(string text, int mostTokens, Func<string, int> count, TextWork work)
    {
        mostTokens = Math.Max(1, mostTokens);
        var pieces = new List<TextSegment>();
        int start = -1,
            tokens = 0;
        (int End, int Tokens) word = default,
            clause = default;
        for (var at = 0; at < text.Length; )
        {
            work.Step();
            if (char.IsWhiteSpace(text[at]))
            {
                at++;
                continue;
            }

            var end = at + 1;
            while (end < text.Length && !char.IsWhiteSpace(text[end]))
            {
                work.Step();
                end++;
            }

            var more = count(text[at..end]);
            while (start >= 0 && tokens + more > mostTokens)
            {
                // A clause that fills half of a piece is a better end than the last word.
                var cut = clause.Tokens * 2 >= mostTokens ? clause : word;
                Add(start, cut.End);
                start = cut.End;
                tokens -= cut.Tokens;
                word = (word.End, word.Tokens - cut.Tokens);
                clause = default;
                while (start < at && char.IsWhiteSpace(text[start]))
                {
                    work.Step();
                    start++;
                }

                start = start == at ? -1 : start;
            }

            start = start < 0 ? at : start;
            if (more > mostTokens)
            {
                AddParts(at, end, (more / mostTokens) + 1);
                (start, tokens, word, clause) = (-1, 0, default, default);
            }
            else
            {
                tokens += more;
                word = (end, tokens);
                clause = _clauseEnds.Contains(text[end - 1]) ? word : clause;
            }

            at = end;
        }

        if (start >= 0)
        {
            Add(start, word.End);
        }

        return pieces;

        void Add(int from, int to) => pieces.Add(new TextSegment(from, to - from, IsSentence: true));

        void AddParts(int from, int to, int parts)
        {
            var size = (to - from + parts - 1) / parts;
            while (from < to)
            {
                var end = Math.Min(to, from + size);
                end += end < to && char.IsLowSurrogate(text[end]) ? 1 : 0;
                Add(from, end);
                from = end;
            }
        }
    }
}
