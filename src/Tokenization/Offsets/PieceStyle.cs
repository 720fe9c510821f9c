using System.Text;
using TransformerService.Tokenization.Bpe;

namespace TransformerService.Tokenization.Offsets;

/// <summary>How a tokenizer writes its pieces.</summary>
/// <param name="Kind">The notation.</param>
/// <param name="Mark">The characters of the notation that stand for no text.</param>
/// <param name="Unknown">What one unknown piece stands for.</param>
internal sealed record PieceStyle(PieceKind Kind, string Mark, UnknownExtent Unknown)
{
    /// <summary>The bytes of text (UTF-8) that a piece stands for; they may end inside a character.</summary>
    public byte[] BytesOf(string piece) =>
        Kind switch
        {
            PieceKind.Bytes => ByteLevelAlphabet.Decode(piece) ?? Encoding.UTF8.GetBytes(piece),
            PieceKind.Spaced => BytePieces.Value(piece) is { } value
                ? [value]
                : Encoding.UTF8.GetBytes(piece.Replace(Mark, " ", StringComparison.Ordinal)),
            PieceKind.Continued => Encoding.UTF8.GetBytes(
                piece.StartsWith(Mark, StringComparison.Ordinal) && piece.Length > Mark.Length ? piece[Mark.Length..] : piece
            ),
            _ => Encoding.UTF8.GetBytes(piece.EndsWith(Mark, StringComparison.Ordinal) ? piece[..^Mark.Length] : piece),
        };
}

/// <summary>The notation of pieces.</summary>
internal enum PieceKind
{
    /// <summary>A piece that does not start a word begins with the mark, as in WordPiece.</summary>
    Continued,

    /// <summary>The mark stands for a space, as in SentencePiece; <c>&lt;0x0A&gt;</c> is a byte.</summary>
    Spaced,

    /// <summary>A visible character for each byte, as in GPT-2.</summary>
    Bytes,

    /// <summary>A piece that ends a word ends with the mark.</summary>
    Ended,
}

/// <summary>What one unknown piece stands for.</summary>
internal enum UnknownExtent
{
    /// <summary>A word, or one character of punctuation.</summary>
    Word,

    /// <summary>A run of characters.</summary>
    Run,

    /// <summary>One character.</summary>
    Character,
}
