namespace TransformerService.Tokenization.Fast;

/// <summary>What happens to the delimiters that a text is split at.</summary>
internal enum SplitBehavior
{
    Removed,
    Isolated,
    MergedWithPrevious,
    MergedWithNext,
    Contiguous,
}
