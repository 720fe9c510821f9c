namespace TransformerService.Tokenization.Offsets;

/// <summary>Where the pieces of a text lie in it.</summary>
public static class PieceRanges
{
    /// <summary>Where the pieces of a text lie in it, in the order of the pieces; without special tokens around it.</summary>
    public static PieceRange[] RangesOf(this TextTokenizer tokenizer, string text, TextWork work) =>
        PieceAligner.Align(text, tokenizer.IdsOf(text, work), tokenizer.Style, tokenizer.PieceOf, tokenizer.Unknown, work);

    /// <summary>As <see cref="RangesOf"/>, for a text that the model writes.</summary>
    public static PieceRange[] TargetRangesOf(this TextTokenizer tokenizer, string text, TextWork work) =>
        PieceAligner.Align(text, tokenizer.TargetIdsOf(text, work), tokenizer.Style, tokenizer.TargetPieceOf, tokenizer.Unknown, work);
}

/// <summary>A part of a text, in code points.</summary>
/// <param name="Start">Its first code point.</param>
/// <param name="End">The code point after its last.</param>
public readonly record struct PieceRange(int Start, int End);
