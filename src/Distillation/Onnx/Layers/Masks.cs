using TransformerService.Distillation.Onnx.Graph;
using TransformerService.Distillation.Onnx.Proto;

namespace TransformerService.Distillation.Onnx.Layers;

/// <summary>Masks that are added to attention scores so that positions are not attended to.</summary>
internal static class Masks
{
    /// <summary>Large enough that exp of it is 0, small enough that no sum overflows.</summary>
    private const float Never = -1e9f;

    /// <summary>Converts a mask of ones and zeros, <c>[batch, keys]</c>, to <c>[batch, 1, 1, keys]</c>.</summary>
    public static Value Padding(GraphBuilder graph, Value mask)
    {
        var ones = graph.Cast(mask, TensorProto.Types.DataType.Float);
        return graph.Unsqueeze(graph.Multiply(graph.Subtract(graph.Constant(1f), ones), graph.Constant(Never)), 1, 2);
    }

    /// <summary>A position attends to itself and those before it: <c>[length, length]</c>.</summary>
    public static Value Causal(GraphBuilder graph, Value length)
    {
        var positions = graph.Range(length);
        var seen = graph.LessOrEqual(graph.Unsqueeze(positions, 0), graph.Unsqueeze(positions, 1));
        return graph.Where(seen, graph.Constant(0f), graph.Constant(Never));
    }
}
