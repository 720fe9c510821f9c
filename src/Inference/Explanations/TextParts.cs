using System.Numerics;
using TransformerService.Models.Requests;
using TransformerService.Tokenization;
using TransformerService.Tokenization.Offsets;
using TransformerService.Tokenization.Unicode;

namespace TransformerService.Inference.Explanations;

/// <summary>The parts of a text, and the part that each of its tokens belongs to.</summary>
/// <param name="Places">The parts, in their order. Each has at least one token.</param>
/// <param name="OfToken">For each token the index of its part; -1 for a token that is not of the text.</param>
internal sealed record TextParts(IReadOnlyList<ExplainedPlace> Places, int[] OfToken)
{
    /// <summary>Divides a text. A token never belongs to two parts: words that share a token are one part.</summary>
    /// <param name="text">The text.</param>
    /// <param name="pieces">Its tokens.</param>
    /// <param name="unit">The parts.</param>
    /// <param name="most">Maximum number of parts; where there are more, neighbours are joined.</param>
    /// <param name="work">Stops it.</param>
    public static TextParts Of(string text, IReadOnlyList<TextPiece> pieces, ExplanationUnit unit, int most, TextWork work)
    {
        var words = unit == ExplanationUnit.Word ? WordRanges.Of(text, work) : [];
        List<PieceRange> ranges = [];
        var ofToken = new int[pieces.Count];
        for (var token = 0; token < ofToken.Length; token++)
        {
            if (pieces[token] is not { Start: { } start, End: { } end })
            {
                ofToken[token] = -1;
                continue;
            }

            var range = unit == ExplanationUnit.Word ? Around(words, new PieceRange(start, end)) : new PieceRange(start, end);
            if (unit == ExplanationUnit.Word && ranges.Count > 0 && range.Start < ranges[^1].End)
            {
                ranges[^1] = new PieceRange(Math.Min(ranges[^1].Start, range.Start), Math.Max(ranges[^1].End, range.End));
            }
            else
            {
                ranges.Add(range);
            }

            ofToken[token] = ranges.Count - 1;
        }

        var each = (int)Math.Max(1, Math.Ceiling(ranges.Count / (double)most));
        if (each > 1)
        {
            ranges = [.. ranges.Chunk(each).Select(group => new PieceRange(group[0].Start, group.Max(range => range.End)))];
            ofToken = [.. ofToken.Select(part => part < 0 ? part : part / each)];
        }

        var offsets = UnicodeText.Offsets(text);
        return new TextParts(
            [.. ranges.Select(range => new ExplainedPlace(text[offsets[range.Start]..offsets[range.End]], range.Start, range.End))],
            ofToken
        );
    }

    /// <summary>Adds up what the tokens of each part have.</summary>
    public double[] Sum<T>(ReadOnlySpan<T> ofTokens)
        where T : INumberBase<T>
    {
        var sums = new double[Places.Count];
        for (var token = 0; token < OfToken.Length; token++)
        {
            if (OfToken[token] is >= 0 and var part)
            {
                sums[part] += double.CreateChecked(ofTokens[token]);
            }
        }

        return sums;
    }

    /// <summary>The words that a token covers; the token's own place if it covers none.</summary>
    private static PieceRange Around(List<PieceRange> words, PieceRange token)
    {
        int low = 0,
            high = words.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = words[middle].End <= token.Start ? (middle + 1, high) : (low, middle);
        }

        // A token without a place of its own, such as a lone space mark, belongs to the word behind it.
        var around = low < words.Count && (words[low].Start < token.End || token.Start == token.End) ? words[low] : token;
        for (var next = low + 1; next < words.Count && words[next].Start < token.End; next++)
        {
            around = around with { End = words[next].End };
        }

        return new PieceRange(Math.Min(around.Start, token.Start), Math.Max(around.End, token.End));
    }
}
