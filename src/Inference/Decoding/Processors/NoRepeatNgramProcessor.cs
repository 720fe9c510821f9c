namespace TransformerService.Inference.Decoding.Processors;

/// <summary>Forbids every token that would complete an n-gram that the sequence already contains (Paulus et al. 2017).</summary>
internal sealed class NoRepeatNgramProcessor(int size) : ILogitsProcessor
{
    public void Process(ReadOnlySpan<int> sequence, Span<float> scores)
    {
        if (sequence.Length + 1 < size)
        {
            return;
        }

        var prefix = sequence[^(size - 1)..];
        for (var start = 0; start + size <= sequence.Length; start++)
        {
            if (sequence.Slice(start, size - 1).SequenceEqual(prefix))
            {
                scores[sequence[start + size - 1]] = float.NegativeInfinity;
            }
        }
    }
}
