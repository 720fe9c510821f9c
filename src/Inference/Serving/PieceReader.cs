using TransformerService.Models.Requests;
using TransformerService.Tokenization;
using TransformerService.Tokenization.Offsets;
using TransformerService.Tokenization.Unicode;

namespace TransformerService.Inference.Serving;

/// <summary>The tokens of texts, with their places.</summary>
internal static class PieceReader
{
    /// <summary>The memory of a token in an answer.</summary>
    public const long BytesOfPiece = 160;

    /// <summary>Reads a text as the model does: behind the export's prefix, cut at the model's limit.</summary>
    public static (TokenizedText Row, PieceText Text) Read(ServedModel model, string text, bool specialTokens, TextWork work)
    {
        var tokenizer = model.Tokenizer;
        var prefix = tokenizer.LanguageCode(text) is null ? model.Export.Prefix : "";
        var row = tokenizer.Encode(prefix + text, model.MaxInputTokens, work);
        var ranges = tokenizer.RangesOf(prefix + text, work);
        var pieces = Pieces(tokenizer, row, ranges, UnicodeText.CodePoints(prefix), tokenizer.PieceOf, specialTokens);
        return (row, new PieceText(pieces, row.UntruncatedLength, row.Truncated));
    }

    /// <summary>Reads a text that the model is to write; the row is not cut.</summary>
    public static (TokenizedText Row, TextPiece[] Pieces) ReadTarget(ServedModel model, string text, TextWork work)
    {
        var tokenizer = model.Tokenizer;
        var row = tokenizer.EncodeTarget(text, int.MaxValue, work);
        return (row, Pieces(tokenizer, row, tokenizer.TargetRangesOf(text, work), 0, tokenizer.TargetPieceOf, specialTokens: true));
    }

    private static TextPiece[] Pieces(
        TextTokenizer tokenizer,
        TokenizedText row,
        PieceRange[] ranges,
        int prefix,
        Func<int, string?> pieceOf,
        bool specialTokens
    )
    {
        var frame = tokenizer.Frame;
        var kept = Math.Min(ranges.Length, Math.Max(0, row.Ids.Length - frame.Before - (row.Truncated ? frame.After : 0)));
        var first = row.Truncated && frame.CutsLeft ? ranges.Length - kept : 0;
        var pieces = new List<TextPiece>(row.Ids.Length);
        for (var place = 0; place < row.Ids.Length; place++)
        {
            var inText = place - frame.Before;
            var isOfText = inText >= 0 && inText < kept;
            if (!isOfText && !specialTokens)
            {
                continue;
            }

            var id = row.Ids[place];
            var range = isOfText ? ranges[first + inText] : default;
            var hasPlace = isOfText && (range.End > prefix || (prefix == 0 && range.End == 0));
            pieces.Add(
                new TextPiece(
                    id,
                    pieceOf(id) ?? "",
                    hasPlace ? Math.Max(0, range.Start - prefix) : null,
                    hasPlace ? range.End - prefix : null
                )
            );
        }

        return [.. pieces];
    }
}
