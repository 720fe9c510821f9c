namespace TransformerService.Inference.Decoding.Processors;

/// <summary>Forbids the end while the sequence, start token included, is shorter than the minimum.</summary>
internal sealed class MinLengthProcessor(int minLength, IReadOnlyList<int> eosTokenIds) : ILogitsProcessor
{
    // An array, so that the loop needs no enumerator for every token.
    private readonly int[] _eosTokenIds = [.. eosTokenIds];

    public void Process(ReadOnlySpan<int> sequence, Span<float> scores)
    {
        if (sequence.Length < minLength)
        {
            foreach (var eos in _eosTokenIds)
            {
                scores[eos] = float.NegativeInfinity;
            }
        }
    }
}
