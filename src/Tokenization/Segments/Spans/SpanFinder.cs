namespace TransformerService.Tokenization.Segments.Spans;

/// <summary>
/// Finds what is not language in a text: code, placeholders, tags, URLs, e-mail addresses, file paths, hashes, version and IP numbers,
/// emoji, codes of currencies and standards, long runs of signs. No span contains a line break. The scanners are written by hand, and each reads a character a bounded number of times, so
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
        LabelledNumbers.Find(text, found, work);
        CapitalCodes.Find(text, found, work);
        SignRuns.Find(text, found, work);
        MessageBlocks.Find(text, found, work);
        return Merge(found);
    }

    /// <summary>
    /// Sorts spans, and joins those that overlap or touch. A term of a glossary only joins what overlaps it, and keeps its translation if
    /// that lies inside it.
    /// </summary>
    public static IReadOnlyList<ProtectedSpan> Merge(IEnumerable<ProtectedSpan> found)
    {
        var merged = new List<ProtectedSpan>();
        foreach (var span in found.OrderBy(span => span.Start).ThenByDescending(span => span.Length))
        {
            if (merged.Count > 0 && Joins(merged[^1], span))
            {
                merged[^1] = Join(merged[^1], span);
            }
            else
            {
                merged.Add(span);
            }
        }

        return merged;
    }

    private static bool Joins(ProtectedSpan last, ProtectedSpan next) =>
        last.End > next.Start || (last.End == next.Start && last.Term is null && next.Term is null);

    private static ProtectedSpan Join(ProtectedSpan last, ProtectedSpan next) =>
        last with
        {
            Length = Math.Max(last.End, next.End) - last.Start,
            IsMarkup = last.IsMarkup || next.IsMarkup,
            Term =
                last.End >= next.End && last.Length > next.Length
                    ? last.Term
                    : last.Term ?? (last.Length == next.Length ? next.Term : null),
        };
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

    /// <summary>The term of a glossary that it is; its translation takes its place.</summary>
    public GlossaryTerm? Term { get; init; }

    /// <summary>What stands in the translation for it: the term's translation, otherwise the span itself.</summary>
    /// <param name="text">The text that it is in.</param>
    public string WrittenIn(string text) => Term?.Written ?? text.Substring(Start, Length);
}
