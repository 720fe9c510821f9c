using TransformerService.Distillation.Data;
using static TorchSharp.torch;

namespace TransformerService.Distillation.Training;

/// <summary>A batch of pairs as tensors of int64.</summary>
/// <param name="Source">Ids that the encoder reads, <c>[rows, source width]</c>.</param>
/// <param name="Target">Ids that the decoder reads: the start token and the target without its end, <c>[rows, target width]</c>.</param>
/// <param name="Labels">Ids that the decoder has to predict, <c>[rows, target width]</c>.</param>
/// <param name="Weights">Weight of each pair, <c>[rows]</c>, float32; <see langword="null"/> if all weights are equal.</param>
internal sealed record PairTensors(Tensor Source, Tensor Target, Tensor Labels, Tensor? Weights)
{
    /// <param name="batch">The batch, which selects pairs.</param>
    /// <param name="pairs">All pairs.</param>
    /// <param name="padId">The token that pads rows and starts the decoder.</param>
    public static PairTensors Of(Batch batch, IReadOnlyList<EncodedPair> pairs, int padId)
    {
        var source = new long[batch.Rows * batch.SourceWidth];
        var target = new long[batch.Rows * batch.TargetWidth];
        var labels = new long[batch.Rows * batch.TargetWidth];
        Array.Fill(source, padId);
        Array.Fill(target, padId);
        Array.Fill(labels, padId);
        for (var row = 0; row < batch.Rows; row++)
        {
            var pair = pairs[batch.Indices[row]];
            for (var position = 0; position < pair.Source.Length; position++)
            {
                source[(row * batch.SourceWidth) + position] = pair.Source[position];
            }

            for (var position = 0; position < pair.Target.Length; position++)
            {
                var place = (row * batch.TargetWidth) + position;
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
            batch.Indices.Any(pair => pairs[pair].Weight != 1) ? tensor(batch.Indices.Select(pair => pairs[pair].Weight).ToArray()) : null
        );
    }
}
