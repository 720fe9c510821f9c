using TransformerService.Distillation.Data;
using static TorchSharp.torch;

namespace TransformerService.Distillation.Training;

/// <summary>A batch of pairs as tensors of int64.</summary>
/// <param name="Source">What the encoder reads, <c>[rows, source width]</c>.</param>
/// <param name="Target">What the decoder reads: the start token and the target but for its end, <c>[rows, target width]</c>.</param>
/// <param name="Labels">What it has to say, <c>[rows, target width]</c>.</param>
/// <param name="Weights">How much each pair counts, <c>[rows]</c>, float32; <see langword="null"/> if all count alike.</param>
internal sealed record PairTensors(Tensor Source, Tensor Target, Tensor Labels, Tensor? Weights)
{
    /// <param name="batch">Which pairs.</param>
    /// <param name="pairs">All pairs.</param>
    /// <param name="padId">Fills rows, and starts the decoder.</param>
    public static PairTensors Of(Batch batch, IReadOnlyList<EncodedPair> pairs, int padId)
    {
        long[] source = new long[batch.Rows * batch.SourceWidth];
        long[] target = new long[batch.Rows * batch.TargetWidth];
        long[] labels = new long[batch.Rows * batch.TargetWidth];
        Array.Fill(source, padId);
        Array.Fill(target, padId);
        Array.Fill(labels, padId);
        for (int row = 0; row < batch.Rows; row++)
        {
            EncodedPair pair = pairs[batch.Indices[row]];
            for (int position = 0; position < pair.Source.Length; position++)
            {
                source[(row * batch.SourceWidth) + position] = pair.Source[position];
            }

            for (int position = 0; position < pair.Target.Length; position++)
            {
                int place = (row * batch.TargetWidth) + position;
                labels[place] = pair.Target[position];
                if (position + 1 < pair.Target.Length)
                {
                    target[place + 1] = pair.Target[position];
                }
            }
        }

        return new PairTensors(
            tensor(source, [batch.Rows, batch.SourceWidth]),
            tensor(target, [batch.Rows, batch.TargetWidth]),
            tensor(labels, [batch.Rows, batch.TargetWidth]),
            batch.Indices.Any(pair => pairs[pair].Weight != 1) ? tensor(batch.Indices.Select(pair => pairs[pair].Weight).ToArray()) : null);
    }
}
