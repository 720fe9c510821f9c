using TransformerService.Distillation.Modeling;

namespace TransformerService.Distillation.Tests.Onnx;

/// <summary>Weights of the right names and shapes, drawn at random by seed.</summary>
internal sealed class RandomWeights(int seed)
{
    private readonly Random _random = new(seed);
    private readonly Dictionary<string, WeightTensor> _weights = [];

    public static Dictionary<string, WeightTensor> Marian(TranslationShape shape, int seed)
    {
        var random = new RandomWeights(seed);
        random.Draw("model.shared.weight", 1 / Math.Sqrt(shape.ModelSize), shape.Vocabulary, shape.ModelSize);
        random.Draw("final_logits_bias", 0.1, 1, shape.Vocabulary);
        for (var layer = 0; layer < shape.EncoderLayers; layer++)
        {
            var name = $"model.encoder.layers.{layer}";
            random.Attention($"{name}.self_attn", shape.ModelSize);
            random.FeedForward(name, shape);
        }

        for (var layer = 0; layer < shape.DecoderLayers; layer++)
        {
            var name = $"model.decoder.layers.{layer}";
            random.TokensBefore(name, shape);
            random.Attention($"{name}.encoder_attn", shape.ModelSize);
            random.FeedForward(name, shape);
        }

        return random._weights;
    }

    public static Dictionary<string, WeightTensor> DistilBert(DistilBertShape shape, int seed)
    {
        var random = new RandomWeights(seed);
        random.Draw("distilbert.embeddings.word_embeddings.weight", 1, shape.Vocabulary, shape.ModelSize);
        random.Draw("distilbert.embeddings.position_embeddings.weight", 0.5, shape.MaxPositions, shape.ModelSize);
        random.Norm("distilbert.embeddings.LayerNorm", shape.ModelSize);
        for (var layer = 0; layer < shape.Layers; layer++)
        {
            var name = $"distilbert.transformer.layer.{layer}";
            foreach (var projection in (string[])["q", "k", "v", "out"])
            {
                random.Linear($"{name}.attention.{projection}_lin", shape.ModelSize, shape.ModelSize);
            }

            random.Norm($"{name}.sa_layer_norm", shape.ModelSize);
            random.Linear($"{name}.ffn.lin1", shape.ModelSize, shape.FeedForward);
            random.Linear($"{name}.ffn.lin2", shape.FeedForward, shape.ModelSize);
            random.Norm($"{name}.output_layer_norm", shape.ModelSize);
        }

        random.Linear("pre_classifier", shape.ModelSize, shape.ModelSize);
        random.Linear("classifier", shape.ModelSize, shape.Labels.Count);
        return random._weights;
    }

    private void Attention(string name, int size)
    {
        foreach (var projection in (string[])["q", "k", "v", "out"])
        {
            Linear($"{name}.{projection}_proj", size, size);
        }

        Norm($"{name}_layer_norm", size);
    }

    private void TokensBefore(string name, TranslationShape shape)
    {
        if (shape.Decoder == DecoderType.Attention)
        {
            Attention($"{name}.self_attn", shape.ModelSize);
            return;
        }

        Linear($"{name}.ssru.forget", shape.ModelSize, shape.ModelSize);
        Draw($"{name}.ssru.input.weight", 1.5 / Math.Sqrt(shape.ModelSize), shape.ModelSize, shape.ModelSize);
        Norm($"{name}.self_attn_layer_norm", shape.ModelSize);
    }

    private void FeedForward(string name, TranslationShape shape)
    {
        Linear($"{name}.fc1", shape.ModelSize, shape.FeedForward);
        Linear($"{name}.fc2", shape.FeedForward, shape.ModelSize);
        Norm($"{name}.final_layer_norm", shape.ModelSize);
    }

    private void Linear(string name, int inputs, int outputs)
    {
        Draw($"{name}.weight", 1.5 / Math.Sqrt(inputs), outputs, inputs);
        Draw($"{name}.bias", 0.2, outputs);
    }

    private void Norm(string name, int size)
    {
        Draw($"{name}.weight", 0.2, size);
        _weights[$"{name}.weight"] = new WeightTensor([size], Array.ConvertAll(_weights[$"{name}.weight"].Values, value => 1 + value));
        Draw($"{name}.bias", 0.2, size);
    }

    private void Draw(string name, double deviation, params long[] shape)
    {
        var values = new float[shape.Aggregate(1L, (product, size) => product * size)];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (float)(
                deviation * Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble())
            );
        }

        _weights[name] = new WeightTensor(shape, values);
    }
}
