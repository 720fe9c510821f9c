using TransformerService.Distillation.Onnx.Graph;

namespace TransformerService.Distillation.Onnx.Layers;

/// <summary>
/// Multi-head attention's reshaping, between rows <c>[batch · length, features]</c> and heads <c>[batch, heads, length, size]</c>.
/// </summary>
/// <param name="graph">Where to build.</param>
/// <param name="heads">Heads.</param>
/// <param name="size">Features of a head.</param>
/// <param name="batchAndLength">The two sizes, <c>[2]</c>; <see langword="null"/> where the length is 1, which needs no transposing.</param>
internal sealed class HeadBuilder(GraphBuilder graph, int heads, int size, Value? batchAndLength)
{
    private readonly Dictionary<int, Value> _splitShapes = [];

    /// <summary><c>[batch · length, parts · heads · size]</c> to <paramref name="parts"/> values <c>[batch, heads, length, size]</c>.</summary>
    public Value[] Split(Value rows, int parts)
    {
        if (!_splitShapes.TryGetValue(parts, out Value shape))
        {
            shape = batchAndLength is { } sizes
                ? graph.Concat(0, [sizes, graph.Constants(parts * heads, size)])
                : graph.Constants(-1, parts * heads, 1, size);
            _splitShapes.Add(parts, shape);
        }

        Value reshaped = graph.Reshape(rows, shape);
        Value split = batchAndLength is null ? reshaped : graph.Transpose(reshaped, [0, 2, 1, 3]);
        return parts == 1 ? [split] : graph.Split(split, axis: 1, parts);
    }

    /// <summary>
    /// Scaled dot-product attention (Vaswani et al. 2017, section 3.2.1) of queries that are already scaled, and the heads put side by
    /// side again: <c>[batch · length, heads · size]</c>.
    /// </summary>
    /// <param name="queries"><c>[batch, heads, length, size]</c>.</param>
    /// <param name="keys"><c>[batch, heads, keys, size]</c>.</param>
    /// <param name="values">As the keys.</param>
    /// <param name="mask">Added to the scores; must broadcast to <c>[batch, heads, length, keys]</c>.</param>
    /// <param name="name">What the joined heads are called.</param>
    public Value Attend(Value queries, Value keys, Value values, Value? mask, string name)
    {
        Value scores = graph.MatMul(queries, graph.Transpose(keys, [0, 1, 3, 2]));
        if (mask is { } addend)
        {
            scores = graph.Add(scores, addend);
        }

        Value context = graph.MatMul(graph.Softmax(scores), values);
        Value ordered = batchAndLength is null ? context : graph.Transpose(context, [0, 2, 1, 3]);
        return graph.Reshape(ordered, graph.Constants(-1, heads * size), name);
    }
}
