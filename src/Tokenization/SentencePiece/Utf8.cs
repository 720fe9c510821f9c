namespace TransformerService.Tokenization.SentencePiece;

/// <summary>Steps through well-formed UTF-8.</summary>
internal static class Utf8
{
    /// <summary>The length in bytes of the character that <paramref name="text"/> starts with.</summary>
    public static int LengthAt(ReadOnlySpan<byte> text) =>
        Math.Min(
            text.Length,
            text[0] switch
            {
                < 0xC0 => 1,
                < 0xE0 => 2,
                < 0xF0 => 3,
                _ => 4,
            }
        );
}
