using static TorchSharp.torch;

namespace TransformerService.Distillation.Modeling;

/// <summary>Times an encoder layer, forward and backward, in both precisions.</summary>
internal static class ProductTimer
{
    private const int MinRounds = 2;
    private const int MaxRounds = 7;
    private const int SequenceLength = 16;
    private const int MaxTokens = 1_024;

    /// <summary>Operations per round. Emulated bfloat16 products run at 2 to 4 GFLOP/s: a round takes half a second at most.</summary>
    private const double Operations = 1e9;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(0.8);

    /// <summary>Returns the median of up to six rounds after a warm-up; of one round if they take longer than the limit.</summary>
    /// <param name="shape">The layer's sizes.</param>
    /// <param name="tokenBudget">Tokens of a batch of the training; fewer are measured.</param>
    /// <param name="timeProvider">The clock.</param>
    public static ProductTimes Measure(LayerShape shape, int tokenBudget, TimeProvider timeProvider)
    {
        using var float32 = new Layer(shape, ScalarType.Float32, Sequences(shape, tokenBudget));
        using var bfloat16 = new Layer(shape, ScalarType.BFloat16, Sequences(shape, tokenBudget));
        List<(TimeSpan Float32, TimeSpan Bfloat16)> rounds = [];
        var started = timeProvider.GetTimestamp();
        do
        {
            rounds.Add((float32.Time(timeProvider), bfloat16.Time(timeProvider)));
        } while (rounds.Count < MinRounds || (rounds.Count < MaxRounds && timeProvider.GetElapsedTime(started) < Limit));

        // The first round initialises kernels and memory.
        return new ProductTimes(
            Median(rounds.Skip(1).Select(round => round.Float32)),
            Median(rounds.Skip(1).Select(round => round.Bfloat16))
        );
    }

    private static int Sequences(LayerShape shape, int tokenBudget)
    {
        // A weight costs a multiplication and an addition per token, once forward and twice backward.
        var weights = (4.0 * shape.ModelSize * shape.ModelSize) + (2.0 * shape.ModelSize * shape.FeedForward);
        var tokens = Math.Min(Operations / (6 * weights), Math.Min(tokenBudget, MaxTokens));
        return Math.Max(1, (int)(tokens / SequenceLength));
    }

    private static TimeSpan Median(IEnumerable<TimeSpan> times)
    {
        TimeSpan[] sorted = [.. times.Order()];
        return sorted[(sorted.Length - 1) / 2];
    }

    private sealed class Layer : IDisposable
    {
        private readonly WeightStore _weights;
        private readonly Dropout _dropout;
        private readonly EncoderLayer _layer;
        private readonly Tensor _input;
        private readonly Tensor _mask;
        private readonly long[] _inputShape;

        public Layer(LayerShape shape, ScalarType type, int sequences)
        {
            _weights = new WeightStore(type, seed: 1);
            _dropout = new Dropout(0, type, seed: 1);
            _layer = new EncoderLayer(_weights, "layer", shape, _dropout);
            _input = _weights.Table("input", sequences * SequenceLength, shape.ModelSize, deviation: 1);
            _inputShape = [sequences, SequenceLength, shape.ModelSize];
            _mask = zeros(sequences, 1, 1, SequenceLength, type);
        }

        public TimeSpan Time(TimeProvider timeProvider)
        {
            var started = timeProvider.GetTimestamp();
            using var scope = NewDisposeScope();
            _layer.Forward(_input.view(_inputShape), _mask).sum().backward();
            return timeProvider.GetElapsedTime(started);
        }

        public void Dispose()
        {
            _mask.Dispose();
            _dropout.Dispose();
            _weights.Dispose();
        }
    }
}
