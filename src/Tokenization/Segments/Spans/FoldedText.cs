using System.Text;

namespace TransformerService.Tokenization.Segments.Spans;

/// <summary>
/// A text in which terms are looked for: its letters and digits in their usual form (<see cref="UsualForms"/>), without invisible characters.
/// So a term is found in whichever of its forms a text has it.
/// </summary>
internal sealed class FoldedText
{
    // Where each character of the folded text begins and ends in the text itself; null if they are the same.
    private readonly List<(int Start, int End)>? _places;

    private FoldedText(string text, List<(int Start, int End)>? places) => (Text, _places) = (text, places);

    /// <summary>The folded text.</summary>
    public string Text { get; }

    /// <summary>Folds a text.</summary>
    public static FoldedText Of(string text, TextWork work)
    {
        work.Pass(text.Length);
        if (!UsualForms.MayBeIn(text) && !text.AsSpan().Contains('\u00AD'))
        {
            return new FoldedText(text, null);
        }

        var folded = new StringBuilder(text.Length);
        var places = new List<(int Start, int End)>(text.Length);
        for (var at = 0; at < text.Length; )
        {
            var length = UsualForms.LengthAt(text.AsSpan(at));
            work.Step(length);
            var element = text.AsSpan(at, length);
            if (UsualForms.Of(element) is { } usual)
            {
                Add(usual, at, length);
            }
            else if (!InvisibleCharacters.IsHiddenAt(text, at))
            {
                length = 1;
                Add(element[..1], at, 1);
            }
            else
            {
                length = 1;
            }

            at += length;
        }

        return new FoldedText(folded.ToString(), places);

        void Add(ReadOnlySpan<char> written, int start, int length)
        {
            folded.Append(written);
            places.AddRange(Enumerable.Repeat((start, start + length), written.Length));
        }
    }

    /// <summary>The span of the text itself for one of the folded text.</summary>
    public ProtectedSpan Unfold(ProtectedSpan span) =>
        _places is null
            ? span
            : span with
            {
                Start = _places[span.Start].Start,
                Length = _places[span.End - 1].End - _places[span.Start].Start,
            };
}
