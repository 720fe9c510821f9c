using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Onnx.Graph;

namespace TransformerService.Distillation.Onnx.Layers;

/// <summary>
/// Layers with weights. All work on rows, <c>[batch · length, features]</c>: so every product is one Gemm that includes its bias, and
/// ONNX Runtime also runs it as one operator after quantisation.
/// </summary>
internal sealed class LayerBuilder(GraphBuilder graph, WeightSource weights)
{
    public GraphBuilder Graph => graph;

    /// <summary>A table of embeddings under its own name.</summary>
    public Value Table(string name, int rows, int features) => graph.Weight(name, weights.Get(name, rows, features));

    /// <summary><c>[rows, inputs] → [rows, outputs]</c>; <paramref name="factor"/> is folded into weight and bias.</summary>
    public Value Linear(Value rows, string name, int inputs, int outputs, double factor = 1) =>
        graph.Linear(
            rows,
            graph.Weight($"{name}.weight", Scale(weights.Get($"{name}.weight", outputs, inputs), factor)),
            graph.Weight($"{name}.bias", Scale(weights.Get($"{name}.bias", outputs), factor)),
            name
        );

    /// <summary><c>[rows, inputs] → [rows, outputs]</c> without a bias.</summary>
    public Value Product(Value rows, string name, int inputs, int outputs) =>
        graph.Linear(rows, graph.Weight($"{name}.weight", weights.Get($"{name}.weight", outputs, inputs)), name);

    /// <summary>Computes several linear layers over the same rows in one product, their outputs side by side.</summary>
    public Value Linear(Value rows, string name, IReadOnlyList<(string Name, double Factor)> parts, int inputs, int outputs)
    {
        WeightTensor[] matrices = [.. parts.Select(part => Scale(weights.Get($"{part.Name}.weight", outputs, inputs), part.Factor))];
        WeightTensor[] biases = [.. parts.Select(part => Scale(weights.Get($"{part.Name}.bias", outputs), part.Factor))];
        return graph.Linear(rows, graph.Weight($"{name}.weight", Stack(matrices)), graph.Weight($"{name}.bias", Stack(biases)), name);
    }

    public Value LayerNorm(Value rows, string name, int features, float epsilon) =>
        graph.LayerNormalization(
            rows,
            graph.Weight($"{name}.weight", weights.Get($"{name}.weight", features)),
            graph.Weight($"{name}.bias", weights.Get($"{name}.bias", features)),
            epsilon,
            name
        );

    private static WeightTensor Scale(WeightTensor weight, double factor) =>
        factor == 1 ? weight : weight with { Values = Array.ConvertAll(weight.Values, value => (float)(value * factor)) };

    private static WeightTensor Stack(WeightTensor[] parts) =>
        new([parts.Sum(part => part.Shape[0]), .. parts[0].Shape[1..]], [.. parts.SelectMany(part => part.Values)]);
}
