using TransformerService.Models.Requests;

namespace TransformerService.Api.Compatibility.TextEmbeddings;

/// <summary>Tokens with their places in bytes, as Text Embeddings Inference counts.</summary>
internal static class TeiTokens
{
    public static TeiToken[] Of(string text, PieceText pieces)
    {
        // For each code point the UTF-16 unit and the UTF-8 byte at which it begins.
        var places = new List<(int Unit, int Byte)>(text.Length + 1);
        int unit = 0,
            bytes = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            places.Add((unit, bytes));
            unit += rune.Utf16SequenceLength; // half of a surrogate pair is read as U+FFFD, which has one unit too
            bytes += rune.Utf8SequenceLength;
        }

        places.Add((unit, bytes));
        return [.. pieces.Pieces.Select(ToToken)];

        TeiToken ToToken(TextPiece piece)
        {
            if (piece is not { Start: { } start, End: { } end })
            {
                return new TeiToken(piece.Id, piece.Piece, Special: true, null, null);
            }

            return new TeiToken(piece.Id, text[places[start].Unit..places[end].Unit], Special: false, places[start].Byte, places[end].Byte);
        }
    }
}
