namespace TransformerService.Inference.Decoding.Processors;

/// <summary>
/// Forbids token sequences: a single token always, the last token of a longer sequence if the others are right before it.
/// </summary>
internal sealed class BadWordsProcessor : ILogitsProcessor
{
    private readonly int[][] _badWords;

    public BadWordsProcessor(IReadOnlyList<IReadOnlyList<int>> badWords, IReadOnlyList<int> eosTokenIds)
    {
        // As in Hugging Face, the end token cannot be forbidden by itself.
        _badWords = [.. badWords.Where(word => word is not [var only] || !eosTokenIds.Contains(only)).Select(word => word.ToArray())];
    }

    public void Process(ReadOnlySpan<int> sequence, Span<float> scores)
    {
        foreach (var word in _badWords)
        {
            var applies =
                word.Length == 1 || (word.Length <= sequence.Length && sequence[^(word.Length - 1)..].SequenceEqual(word.AsSpan(..^1)));
            if (applies && (uint)word[^1] < (uint)scores.Length)
            {
                scores[word[^1]] = float.NegativeInfinity;
            }
        }
    }
}
