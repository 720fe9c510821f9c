using System.Text;
using TransformerService.Tokenization.Fast.Tracking;

namespace TransformerService.Tokenization.Fast;

/// <summary>Splits a text at delimiters.</summary>
internal static class Splitting
{
    /// <summary>Splits at each character for which <paramref name="isDelimiter"/> returns true.</summary>
    public static IEnumerable<PreToken> At(PreToken part, Func<Rune, bool> isDelimiter, SplitBehavior behavior, TextWork work) =>
        At(part, Delimiters(part.Text, isDelimiter, work), behavior, invert: false);

    /// <summary>Splits at the ranges of <paramref name="delimiters"/>, or at the text between them if <paramref name="invert"/>.</summary>
    public static IEnumerable<PreToken> At(PreToken part, IEnumerable<Range> delimiters, SplitBehavior behavior, bool invert)
    {
        var pieces = Pieces(part.Text, delimiters, invert);
        foreach (
            var (start, end) in behavior switch
            {
                SplitBehavior.Removed => pieces.Where(piece => !piece.IsDelimiter).Select(piece => (piece.Start, piece.End)),
                SplitBehavior.Isolated => pieces.Select(piece => (piece.Start, piece.End)),
                SplitBehavior.MergedWithPrevious => Merged(pieces, (previous, current) => current && !previous),
                SplitBehavior.MergedWithNext => Merged(pieces, (previous, current) => previous && !current),
                _ => Merged(pieces, (previous, current) => previous == current),
            }
        )
        {
            if (end > start)
            {
                yield return new PreToken(part.Text[start..end], part.StartsText && start == 0, part.Track?.Slice(start, end));
            }
        }
    }

    private static IEnumerable<Range> Delimiters(string text, Func<Rune, bool> isDelimiter, TextWork work)
    {
        var place = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            work.Step();
            var end = place + rune.Utf16SequenceLength;
            if (isDelimiter(rune))
            {
                yield return place..end;
            }

            place = end;
        }
    }

    private static IEnumerable<(int Start, int End, bool IsDelimiter)> Pieces(string text, IEnumerable<Range> delimiters, bool invert)
    {
        var from = 0;
        foreach (var range in delimiters)
        {
            var (start, end) = (range.Start.Value, range.End.Value);
            if (start > from)
            {
                yield return (from, start, invert);
            }

            yield return (start, end, !invert);
            from = end;
        }

        if (from < text.Length)
        {
            yield return (from, text.Length, invert);
        }
    }

    // Joins neighbours for which join(whether the previous part is a delimiter, whether this part is one) is true.
    private static IEnumerable<(int Start, int End)> Merged(
        IEnumerable<(int Start, int End, bool IsDelimiter)> pieces,
        Func<bool, bool, bool> join
    )
    {
        var (start, end, last) = (0, 0, false);
        foreach (var piece in pieces)
        {
            if (end == start)
            {
                (start, end) = (piece.Start, piece.End);
            }
            else if (join(last, piece.IsDelimiter))
            {
                end = piece.End;
            }
            else
            {
                yield return (start, end);
                (start, end) = (piece.Start, piece.End);
            }

            last = piece.IsDelimiter;
        }

        yield return (start, end);
    }
}

/// <summary>A part of a text between pre-tokenizers.</summary>
/// <param name="Text">The part.</param>
/// <param name="StartsText">Whether the whole text starts with it.</param>
/// <param name="Track">Where it comes from in the original text, if that is tracked.</param>
internal readonly record struct PreToken(string Text, bool StartsText, Track? Track = null)
{
    /// <summary>The part with its text changed.</summary>
    /// <param name="text">The text.</param>
    /// <param name="tracked">The same change of a tracked text.</param>
    public PreToken Changed(string text, Func<TrackedText, TrackedText> tracked) =>
        this with
        {
            Text = text,
            Track = Track is { } track ? tracked(new TrackedText(Text, track)).Track : null,
        };
}

/// <summary>What happens to the delimiters that a text is split at.</summary>
internal enum SplitBehavior
{
    Removed,
    Isolated,
    MergedWithPrevious,
    MergedWithNext,
    Contiguous,
}
