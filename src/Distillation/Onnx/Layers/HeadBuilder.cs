using TransformerService.Distillation.Onnx.Graph;

namespace TransformerService.Distillation.Onnx.Layers;

/// <summary>
/// Reshapes tensors for multi-head attention, between rows <c>[batch · length, features]</c> and heads <c>[batch, heads, length, size]</c>.
/// </summary>
/// <param name="graph">The graph to add nodes to.</param>
/// <param name="heads">Number of heads.</param>
/// <param name="size">Features of a head.</param>
/// <param name="batchAndLength">The two sizes, <c>[2]</c>; <see langword="null"/> if the length is 1, which needs no transposing.</param>
internal sealed class HeadBuilder(GraphBuilder graph, int heads, int size, Value? batchAndLength)
{
    private readonly Dictionary<int, Value> _splitShapes = [];

    /// <summary>
    /// Splits <c>[batch · length, parts · heads · size]</c> into <paramref name="parts"/> values <c>[batch, heads, length, size]</c>.
    /// </summary>
    public Value[] Split(Value rows, int parts)
    {
        if (!_splitShapes.TryGetValue(parts, out var shape))
        {
            shape = batchAndLength is { } sizes
                ? graph.Concat(0, [sizes, graph.Constants(parts * heads, size)])
                : graph.Constants(-1, parts * heads, 1, size);
            _splitShapes.Add(parts, shape);
        }

        var reshaped = graph.Reshape(rows, shape);
        var split = batchAndLength is null ? reshaped : graph.Transpose(reshaped, [0, 2, 1, 3]);
        return parts == 1 ? [split] : graph.Split(split, axis: 1, parts);
    }

    /// <summary>
    /// Computes scaled dot-product attention (Vaswani et al. 2017, section 3.2.1) of queries that are already scaled, and joins the heads
    /// again: <c>[batch · length, heads · size]</c>.
    /// </summary>
    /// <param name="queries"><c>[batch, heads, length, size]</c>.</param>
    /// <param name="keys"><c>[batch, heads, keys, size]</c>.</param>
    /// <param name="values">The same shape as the keys.</param>
    /// <param name="mask">Added to the scores; must broadcast to <c>[batch, heads, length, keys]</c>.</param>
    /// <param name="name">Name of the joined heads.</param>
    public Value Attend(Value queries, Value keys, Value values, Value? mask, string name)
    {
        var scores = graph.MatMul(queries, graph.Transpose(keys, [0, 1, 3, 2]));
        if (mask is { } addend)
        {
            scores = graph.Add(scores, addend);
        }

        var context = graph.MatMul(graph.Softmax(scores), values);
        var ordered = batchAndLength is null ? context : graph.Transpose(context, [0, 2, 1, 3]);
        return graph.Reshape(ordered, graph.Constants(-1, heads * size), name);
    }
}
