using TransformerService.Tokenization.Segments.Spans;

namespace TransformerService.Inference.Markup;

/// <summary>
/// The protected spans of a block that its document writes otherwise than text is written, with another escape or reference. They are copied
/// from the document wherever the translation has them.
/// </summary>
/// <param name="syntax">The document's language.</param>
/// <param name="block">The block.</param>
internal sealed class CopiedSpans(MarkupSyntax syntax, MarkupBlock block)
{
    /// <summary>Bounds the work on hostile blocks.</summary>
    private const int MostSpans = 200;

    /// <summary>Where the document has the spans of each text, in order.</summary>
    private readonly Dictionary<string, List<(int Start, int End)>> _places = new(StringComparer.Ordinal);

    /// <summary>Finds how the document writes the spans.</summary>
    /// <param name="source">The document.</param>
    /// <param name="spans">The spans of the block's text, in order.</param>
    public void Add(string source, IReadOnlyList<ProtectedSpan> spans)
    {
        foreach (var span in spans.Where(span => span.Term is null).Take(MostSpans))
        {
            // With other text behind it, such an end would be markup.
            if (block.Places.Of(source, span.Start, span.End) is { } place && source[place.End - 1] is not ('<' or '&' or '\\'))
            {
                var text = block.Plain.Substring(span.Start, span.Length);
                if (!_places.TryGetValue(text, out var places))
                {
                    _places.Add(text, places = []);
                }

                places.Add(place);
            }
        }

        foreach (var (text, places) in _places)
        {
            var written = syntax.Write(text, block.References, isFirst: false);
            if (places.TrueForAll(place => source.AsSpan(place.Start, place.End - place.Start).SequenceEqual(written)))
            {
                _places.Remove(text);
            }
        }
    }

    /// <summary>Returns what is copied into a translation, in its order.</summary>
    /// <param name="text">The translation.</param>
    /// <param name="units">Its elements that are not translated.</param>
    /// <param name="isFirst">Whether the block begins with the translation.</param>
    public List<CopiedPart> In(string text, IEnumerable<CopiedPart> units, bool isFirst)
    {
        List<CopiedPart> parts = [.. units];
        if (_places.Count == 0)
        {
            return parts;
        }

        var taken = new bool[text.Length];
        foreach (var unit in parts)
        {
            taken.AsSpan(unit.Start, unit.Length).Fill(true);
        }

        foreach (var (span, places) in _places.OrderByDescending(place => place.Key.Length))
        {
            var found = 0;
            for (
                var at = text.IndexOf(span, StringComparison.Ordinal);
                at >= 0;
                at = text.IndexOf(span, at + span.Length, StringComparison.Ordinal)
            )
            {
                if (!Words.IsWhole(text, at, at + span.Length) || taken.AsSpan(at, span.Length).Contains(true))
                {
                    continue;
                }

                var (start, end) = places[Math.Min(found, places.Count - 1)];
                found++;
                if (!(isFirst && at == 0 && start != block.Start && IsOtherWhenFirst(span)))
                {
                    taken.AsSpan(at, span.Length).Fill(true);
                    parts.Add(new(at, span.Length, start, end));
                }
            }
        }

        parts.Sort((one, other) => one.Start.CompareTo(other.Start));
        return parts;
    }

    /// <summary>Whether it would be markup at the start of a block.</summary>
    private bool IsOtherWhenFirst(string text) =>
        syntax.Write(text, block.References, isFirst: true) != syntax.Write(text, block.References, isFirst: false);
}

/// <summary>A part of a translation that is copied from the document.</summary>
/// <param name="Start">Where it begins in the translation.</param>
/// <param name="Length">How long it is there.</param>
/// <param name="From">Where it begins in the document.</param>
/// <param name="To">The first offset after it in the document.</param>
internal readonly record struct CopiedPart(int Start, int Length, int From, int To);
