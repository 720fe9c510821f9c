namespace TransformerService.Inference.Decoding.Processors;

/// <summary>
/// Allows only the given tokens at one length of the sequence: the forced first token, or the forced end at the length limit.
/// </summary>
internal sealed class ForcedTokenProcessor(IReadOnlyList<int> tokens, int length) : ILogitsProcessor
{
    private readonly int[] _tokens = [.. tokens];

    public void Process(ReadOnlySpan<int> sequence, Span<float> scores)
    {
        if (sequence.Length != length)
        {
            return;
        }

        scores.Fill(float.NegativeInfinity);
        foreach (var token in _tokens)
        {
            scores[token] = 0;
        }
    }
}
