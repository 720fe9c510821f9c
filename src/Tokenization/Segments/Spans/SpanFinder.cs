namespace TransformerService.Tokenization.Segments.Spans;

/// <summary>
/// Finds what is not language in a text: code, placeholders, tags, URLs, e-mail addresses, file paths, hashes, version and IP numbers,
/// emoji. No span contains a line break. The scanners are written by hand, and each reads a character a bounded number of times, so
/// the work grows with the text's length, whatever is in it.
/// </summary>
public static class SpanFinder
{
    /// <summary>Returns the spans in the order of the text; they neither overlap nor touch.</summary>
    public static IReadOnlyList<ProtectedSpan> Find(string text, TextWork work)
    {
        var found = new List<ProtectedSpan>();
        new MarkedSpans(text, work).Find(found);
        WordSpans.Find(text, found, work);
        return Merge(found);
    }

    /// <summary>Sorts spans, and joins those that overlap or touch.</summary>
    public static IReadOnlyList<ProtectedSpan> Merge(IEnumerable<ProtectedSpan> found)
    {
        var merged = new List<ProtectedSpan>();
        foreach (var span in found.OrderBy(span => span.Start))
        {
            if (merged.Count > 0 && merged[^1].End >= span.Start)
            {
                merged[^1] = merged[^1] with
                {
                    Length = Math.Max(merged[^1].End, span.End) - merged[^1].Start,
                    IsMarkup = merged[^1].IsMarkup || span.IsMarkup,
                };
            }
            else
            {
                merged.Add(span);
            }
        }

        return merged;
    }
}

/// <summary>A part of a text that comes back as it is.</summary>
/// <param name="Start">Where it begins, in UTF-16 code units.</param>
/// <param name="Length">How long it is, in UTF-16 code units; never 0.</param>
public readonly record struct ProtectedSpan(int Start, int Length)
{
    /// <summary>The first offset after it.</summary>
    public int End => Start + Length;

    /// <summary>Whether it is a tag, an entity or an escape: no word of the sentence, so that a word cannot stand for it.</summary>
    public bool IsMarkup { get; init; }
}
