using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Onnx.Graph;
using DataType = TransformerService.Distillation.Onnx.Proto.TensorProto.Types.DataType;

namespace TransformerService.Distillation.Onnx.Marian;

/// <summary>
/// The SSRU that a decoder may have in place of self-attention, see <see cref="Ssru"/>: c = W x + f ⊙ (c₋₁ − W x). Its state, the c of the
/// last position, is the decoder's cache: <c>[batch, size]</c>, whatever the length.
/// </summary>
internal sealed class SsruLayers(GraphBuilder graph, MarianLayers layers, TranslationShape shape)
{
    /// <summary>Returns the state's name as an input of a later step.</summary>
    public static string Past(int layer) => $"past_key_values.{layer}.decoder.state";

    /// <summary>Returns the state's name as an output.</summary>
    public static string Present(int layer) => $"present.{layer}.decoder.state";

    /// <summary>One position.</summary>
    /// <param name="rows"><c>[batch, size]</c>.</param>
    /// <param name="state">The state before.</param>
    /// <param name="layer">The layer.</param>
    public (Value Rows, Value State) Step(Value rows, Value state, int layer)
    {
        (var forget, var values) = layers.SsruProducts(rows, Name(layer));
        var next = Next(graph, forget, values, state, Name(layer), Present(layer));
        return (layers.AfterSsru(rows, graph.Relu(next, $"{Name(layer)}.ssru.output"), Name(layer)), next);
    }

    /// <summary>Any number of positions from the first on, by ONNX's Scan.</summary>
    /// <param name="rows"><c>[batch · length, size]</c>.</param>
    /// <param name="batchAndLength">The two sizes, <c>[2]</c>.</param>
    /// <param name="start">The state before the first position, zeros.</param>
    /// <param name="layer">The layer.</param>
    public (Value Rows, Value State) Scan(Value rows, Value batchAndLength, Value start, int layer)
    {
        (var forget, var values) = layers.SsruProducts(rows, Name(layer));
        var positions = graph.Concat(0, [batchAndLength, graph.Constants(shape.ModelSize)]);
        var scanned = graph.Nodes(
            "Scan",
            $"{Name(layer)}.ssru",
            [start, graph.Reshape(forget, positions), graph.Reshape(values, positions)],
            outputs: 2,
            Attributes.Graph("body", Body($"{Name(layer)}.ssru.position")),
            Attributes.Integer("num_scan_inputs", 2),
            Attributes.Integers("scan_input_axes", 1, 1),
            Attributes.Integers("scan_output_axes", 1)
        );
        var outputs = graph.Reshape(scanned[1], graph.Constants(-1, shape.ModelSize));
        return (layers.AfterSsru(rows, outputs, Name(layer)), scanned[0]);
    }

    /// <summary>State and output of a position from the state before, the forget gate and the new values.</summary>
    private Proto.GraphProto Body(string name)
    {
        var body = new GraphBuilder(name);
        Value state = body.Input($"{name}.past", DataType.Float, "batch_size", shape.ModelSize),
            forget = body.Input($"{name}.forget", DataType.Float, "batch_size", shape.ModelSize),
            values = body.Input($"{name}.values", DataType.Float, "batch_size", shape.ModelSize);
        var next = Next(body, forget, values, state, name, $"{name}.present");
        body.Output(next, DataType.Float, "batch_size", shape.ModelSize);
        body.Output(body.Relu(next, $"{name}.output"), DataType.Float, "batch_size", shape.ModelSize);
        return body.BuildGraph();
    }

    // Every node is named: a name inside a body must not occur outside.
    private static Value Next(GraphBuilder graph, Value forget, Value values, Value state, string name, string present)
    {
        var change = graph.Subtract(state, values, $"{name}.change");
        return graph.Add(values, graph.Multiply(forget, change, $"{name}.kept"), present);
    }

    private static string Name(int layer) => $"model.decoder.layers.{layer}";
}
