using TransformerService.Distillation.Modeling;

namespace TransformerService.Distillation.Tests.Onnx;

/// <summary>MarianMT written out, without batches, cache or padding.</summary>
internal sealed class NaiveMarian(TranslationShape shape, IReadOnlyDictionary<string, WeightTensor> weights)
{
    private readonly NaiveLayers _layers = new(weights);

    /// <summary>States of each position of the source.</summary>
    public double[][] Encode(IReadOnlyList<int> source)
    {
        var rows = Embed(source);
        for (var layer = 0; layer < shape.EncoderLayers; layer++)
        {
            var name = $"model.encoder.layers.{layer}";
            rows = Attention(rows, rows, $"{name}.self_attn", (_, _) => true);
            rows = FeedForward(rows, name);
        }

        return rows;
    }

    /// <summary>Logits of each position of the target so far, start token first.</summary>
    public double[][] Decode(double[][] states, IReadOnlyList<int> target)
    {
        var rows = Embed(target);
        for (var layer = 0; layer < shape.DecoderLayers; layer++)
        {
            var name = $"model.decoder.layers.{layer}";
            rows =
                shape.Decoder == DecoderType.Ssru
                    ? Ssru(rows, name)
                    : Attention(rows, rows, $"{name}.self_attn", (query, key) => key <= query);
            rows = Attention(rows, states, $"{name}.encoder_attn", (_, _) => true);
            rows = FeedForward(rows, name);
        }

        var bias = weights["final_logits_bias"].Values;
        return [.. rows.Select(row => _layers.Product(row, "model.shared.weight", bias))];
    }

    /// <summary>The best token each time, never padding, until the end token or <paramref name="limit"/> tokens.</summary>
    public int[] Greedy(IReadOnlyList<int> source, int limit)
    {
        var states = Encode(source);
        List<int> tokens = [shape.PadTokenId];
        while (tokens.Count <= limit && (tokens.Count == 1 || tokens[^1] != shape.EosTokenId))
        {
            var logits = Decode(states, tokens)[^1];
            tokens.Add(Enumerable.Range(0, shape.Vocabulary).Where(id => id != shape.PadTokenId).MaxBy(id => logits[id]));
        }

        return [.. tokens.Skip(1)];
    }

    private double[][] Embed(IReadOnlyList<int> tokens) =>
        [
            .. tokens.Select(
                (token, position) =>
                    _layers
                        .Row("model.shared.weight", token)
                        .Select((value, j) => (value * Math.Sqrt(shape.ModelSize)) + Position(position, j))
                        .ToArray()
            ),
        ];

    private double Position(int position, int feature)
    {
        var half = shape.ModelSize / 2;
        var j = feature < half ? 2 * feature : (2 * (feature - half)) + 1;
        var angle = position / Math.Pow(10_000, 2.0 * (j / 2) / shape.ModelSize);
        return feature < half ? Math.Sin(angle) : Math.Cos(angle);
    }

    private double[][] Attention(double[][] rows, double[][] attended, string name, Func<int, int, bool> sees)
    {
        double[][] Project(double[][] from, string projection) => [.. from.Select(row => _layers.Linear(row, $"{name}.{projection}_proj"))];
        var context = NaiveLayers.Attend(Project(rows, "q"), Project(attended, "k"), Project(attended, "v"), shape.Heads, sees);
        var output = Project(context, "out");
        return [.. rows.Select((row, i) => _layers.LayerNorm(NaiveLayers.Add(row, output[i]), $"{name}_layer_norm", 1e-5))];
    }

    private double[][] Ssru(double[][] rows, string name)
    {
        var state = new double[shape.ModelSize];
        var read = new double[rows.Length][];
        for (var position = 0; position < rows.Length; position++)
        {
            double[] gate = [.. _layers.Linear(rows[position], $"{name}.ssru.forget").Select(value => 1 / (1 + Math.Exp(-value)))],
                values = _layers.Product(rows[position], $"{name}.ssru.input.weight", new float[shape.ModelSize]);
            state = [.. state.Select((old, i) => (gate[i] * old) + ((1 - gate[i]) * values[i]))];
            double[] output = [.. state.Select(value => Math.Max(0, value))];
            read[position] = _layers.LayerNorm(NaiveLayers.Add(rows[position], output), $"{name}.self_attn_layer_norm", 1e-5);
        }

        return read;
    }

    private double[][] FeedForward(double[][] rows, string name) =>
        [
            .. rows.Select(row =>
            {
                double[] inner = [.. _layers.Linear(row, $"{name}.fc1").Select(value => Math.Max(0, value))];
                return _layers.LayerNorm(NaiveLayers.Add(row, _layers.Linear(inner, $"{name}.fc2")), $"{name}.final_layer_norm", 1e-5);
            }),
        ];
}
