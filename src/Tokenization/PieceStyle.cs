namespace TransformerService.Tokenization;

/// <summary>How a tokenizer writes its pieces.</summary>
/// <param name="Kind">The notation.</param>
/// <param name="Mark">The characters of the notation that stand for no text.</param>
/// <param name="Unknown">What one unknown piece stands for.</param>
internal sealed record PieceStyle(PieceKind Kind, string Mark, UnknownExtent Unknown);

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
