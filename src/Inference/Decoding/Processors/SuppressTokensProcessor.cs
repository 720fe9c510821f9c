namespace TransformerService.Inference.Decoding.Processors;

/// <summary>Forbids tokens, always or at one length of the sequence.</summary>
internal sealed class SuppressTokensProcessor(IReadOnlyList<int> tokens, int? length) : ILogitsProcessor
{
    private readonly int[] _tokens = [.. tokens];

    public void Process(ReadOnlySpan<int> sequence, Span<float> scores)
    {
        if (length is not null && sequence.Length != length)
        {
            return;
        }

        foreach (var token in _tokens)
        {
            if ((uint)token < (uint)scores.Length)
            {
                scores[token] = float.NegativeInfinity;
            }
        }
    }
}
