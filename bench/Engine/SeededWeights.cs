using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Onnx;

namespace TransformerService.Engine;

/// <summary>A translation model's weights under MarianMT's names, drawn at random by seed: speed does not depend on what they are.</summary>
internal sealed class SeededWeights
{
    private readonly Dictionary<string, WeightTensor> _weights = [];
    private readonly Random _random;

    private SeededWeights(int seed) => _random = new Random(seed);

    public static IReadOnlyDictionary<string, WeightTensor> Of(TranslationShape shape, int seed)
    {
        var weights = new SeededWeights(seed);
        weights.Draw("model.shared.weight", 1 / Math.Sqrt(shape.ModelSize), shape.Vocabulary, shape.ModelSize);
        weights.Draw("final_logits_bias", 0.1, 1, shape.Vocabulary);
        for (int layer = 0; layer < shape.EncoderLayers; layer++)
        {
            weights.Attention($"model.encoder.layers.{layer}.self_attn", shape.ModelSize);
            weights.FeedForward($"model.encoder.layers.{layer}", shape);
        }

        for (int layer = 0; layer < shape.DecoderLayers; layer++)
        {
            weights.Attention($"model.decoder.layers.{layer}.self_attn", shape.ModelSize);
            weights.Attention($"model.decoder.layers.{layer}.encoder_attn", shape.ModelSize);
            weights.FeedForward($"model.decoder.layers.{layer}", shape);
        }

        return weights._weights;
    }

    private void Attention(string name, int size)
    {
        foreach (string projection in (string[])["q", "k", "v", "out"])
        {
            Linear($"{name}.{projection}_proj", size, size);
        }

        Norm($"{name}_layer_norm", size);
    }

    private void FeedForward(string name, TranslationShape shape)
    {
        Linear($"{name}.fc1", shape.ModelSize, shape.FeedForward);
        Linear($"{name}.fc2", shape.FeedForward, shape.ModelSize);
        Norm($"{name}.final_layer_norm", shape.ModelSize);
    }

    private void Linear(string name, int inputs, int outputs)
    {
        Draw($"{name}.weight", 1 / Math.Sqrt(inputs), outputs, inputs);
        Draw($"{name}.bias", 0.1, outputs);
    }

    private void Norm(string name, int size)
    {
        _weights[$"{name}.weight"] = new WeightTensor([size], [.. Enumerable.Repeat(1f, size)]);
        Draw($"{name}.bias", 0.1, size);
    }

    private void Draw(string name, double deviation, params long[] shape)
    {
        float[] values = new float[shape.Aggregate(1L, (product, size) => product * size)];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (float)(deviation * Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble()));
        }

        _weights[name] = new WeightTensor(shape, values);
    }
}
