namespace TransformerService.Tokenization;

/// <summary>A text, or a pair of texts, as the model reads it.</summary>
/// <param name="Ids">Token ids with the special tokens, at most the length asked for.</param>
/// <param name="TypeIds">0 for the first text's tokens and 1 for the second's, as long as <paramref name="Ids"/>.</param>
/// <param name="UntruncatedLength">The number of ids without a limit.</param>
public sealed record TokenizedText(int[] Ids, int[] TypeIds, int UntruncatedLength)
{
    /// <summary>Whether ids were cut off to fit.</summary>
    public bool Truncated => UntruncatedLength > Ids.Length;
}
