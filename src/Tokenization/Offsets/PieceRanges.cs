using System.Text;
using TransformerService.Tokenization.Bpe;

namespace TransformerService.Tokenization.Offsets;

/// <summary>Where the pieces of texts lie in them.</summary>
public static class PieceRanges
{
    /// <summary>Returns the range of each piece of a text, in the order of the pieces, without the special tokens around it.</summary>
    /// <param name="tokenizer">The tokenizer.</param>
    /// <param name="text">The text.</param>
    /// <param name="work">Counts the steps.</param>
    public static PieceRange[] Of(TextTokenizer tokenizer, string text, TextWork work) =>
        PieceAligner.Align(text, tokenizer.IdsOf(text, work), tokenizer.Style, tokenizer.PieceOf, UnknownOf(tokenizer), work);

    /// <summary>As <see cref="Of"/>, for a text that the model writes.</summary>
    public static PieceRange[] OfTarget(TextTokenizer tokenizer, string text, TextWork work) =>
        PieceAligner.Align(text, tokenizer.TargetIdsOf(text, work), tokenizer.Style, tokenizer.TargetPieceOf, UnknownOf(tokenizer), work);

    /// <summary>The bytes of text (UTF-8) that a piece stands for; they may end inside a character.</summary>
    internal static byte[] BytesOf(PieceStyle style, string piece) =>
        style.Kind switch
        {
            PieceKind.Bytes => ByteLevelAlphabet.Decode(piece) ?? Encoding.UTF8.GetBytes(piece),
            PieceKind.Spaced => BytePieces.Value(piece) is { } value
                ? [value]
                : Encoding.UTF8.GetBytes(piece.Replace(style.Mark, " ", StringComparison.Ordinal)),
            PieceKind.Continued => Encoding.UTF8.GetBytes(
                piece.StartsWith(style.Mark, StringComparison.Ordinal) && piece.Length > style.Mark.Length
                    ? piece[style.Mark.Length..]
                    : piece
            ),
            _ => Encoding.UTF8.GetBytes(piece.EndsWith(style.Mark, StringComparison.Ordinal) ? piece[..^style.Mark.Length] : piece),
        };

    private static string? UnknownOf(TextTokenizer tokenizer) => tokenizer.UnknownId is { } id ? tokenizer.PieceOf(id) : null;
}
