using System.Buffers;

namespace TransformerService.Inference.Decoding.Processors;

/// <summary>
/// Weakens every token that the sequence already contains (Keskar et al. 2019, CTRL): a positive score is divided, a negative one
/// multiplied.
/// </summary>
internal sealed class RepetitionPenaltyProcessor(float penalty) : ILogitsProcessor
{
    public void Process(ReadOnlySpan<int> sequence, Span<float> scores)
    {
        // All are read before any is written: a token that occurs twice is weakened once.
        var before = ArrayPool<float>.Shared.Rent(sequence.Length);
        for (var position = 0; position < sequence.Length; position++)
        {
            before[position] = scores[sequence[position]];
        }

        for (var position = 0; position < sequence.Length; position++)
        {
            var score = before[position];
            scores[sequence[position]] = score < 0 ? score * penalty : score / penalty;
        }

        ArrayPool<float>.Shared.Return(before);
    }
}
