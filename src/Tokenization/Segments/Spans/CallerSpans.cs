namespace TransformerService.Tokenization.Segments.Spans;

/// <summary>Spans that the caller marks: names and terms that come back as they are, wherever they stand in a text.</summary>
public static class CallerSpans
{
    /// <summary>Returns where the terms stand, in order; upper and lower case differ, and a term inside a longer word is none (<see cref="FoldedText"/>).</summary>
    /// <param name="text">The text.</param>
    /// <param name="terms">The terms; none is empty.</param>
    /// <param name="work">Counts the characters, for each term.</param>
    public static IReadOnlyList<ProtectedSpan> Find(string text, IReadOnlyList<string> terms, TextWork work)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(terms);
        ArgumentNullException.ThrowIfNull(work);

        var found = new List<ProtectedSpan>();
        var folded = FoldedText.Of(text, work);
        text = folded.Text;
        foreach (var term in terms.Select(term => FoldedText.Of(term, work).Text).Where(term => term.Length > 0))
        {
            for (var from = 0; from < text.Length; )
            {
                var offset = text.AsSpan(from).IndexOf(term, StringComparison.Ordinal);
                work.Pass(offset < 0 ? text.Length - from : offset);
                if (offset < 0)
                {
                    break;
                }

                var start = from + offset;
                if (Words.IsWhole(text, start, start + term.Length))
                {
                    found.Add(folded.Unfold(new ProtectedSpan(start, term.Length)));
                }

                from = start + term.Length;
            }
        }

        return SpanFinder.Merge(found);
    }
}
