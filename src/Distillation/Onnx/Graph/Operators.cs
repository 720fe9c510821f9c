using DataType = TransformerService.Distillation.Onnx.Proto.TensorProto.Types.DataType;

namespace TransformerService.Distillation.Onnx.Graph;

/// <summary>The ONNX operators that the exports consist of (https://onnx.ai/onnx/operators/), opset 17.</summary>
internal static class Operators
{
    public static Value MatMul(this GraphBuilder graph, Value left, Value right, string? name = null) =>
        graph.Node("MatMul", name, [left, right]);

    /// <summary><c>rows · weightᵀ + bias</c>, with the weight in the layout of Linear layers: <c>[outputs, inputs]</c>.</summary>
    public static Value Linear(this GraphBuilder graph, Value rows, Value weight, Value bias, string? name = null) =>
        graph.Node("Gemm", name, [rows, weight, bias], Attributes.Integer("transB", 1));

    /// <summary><c>rows · weightᵀ</c>, with the weight in the layout of Linear layers: <c>[outputs, inputs]</c>.</summary>
    public static Value Linear(this GraphBuilder graph, Value rows, Value weight, string? name = null) =>
        graph.Node("Gemm", name, [rows, weight], Attributes.Integer("transB", 1));

    public static Value Add(this GraphBuilder graph, Value left, Value right, string? name = null) =>
        graph.Node("Add", name, [left, right]);

    public static Value Subtract(this GraphBuilder graph, Value left, Value right, string? name = null) =>
        graph.Node("Sub", name, [left, right]);

    public static Value Multiply(this GraphBuilder graph, Value left, Value right, string? name = null) =>
        graph.Node("Mul", name, [left, right]);

    public static Value LayerNormalization(
        this GraphBuilder graph,
        Value rows,
        Value scale,
        Value bias,
        float epsilon,
        string? name = null
    ) => graph.Node("LayerNormalization", name, [rows, scale, bias], Attributes.Integer("axis", -1), Attributes.Real("epsilon", epsilon));

    /// <summary>Softmax over the last dimension.</summary>
    public static Value Softmax(this GraphBuilder graph, Value scores, string? name = null) =>
        graph.Node("Softmax", name, [scores], Attributes.Integer("axis", -1));

    public static Value Relu(this GraphBuilder graph, Value value, string? name = null) => graph.Node("Relu", name, [value]);

    public static Value Sigmoid(this GraphBuilder graph, Value value, string? name = null) => graph.Node("Sigmoid", name, [value]);

    /// <summary><c>x · σ(x)</c>.</summary>
    public static Value Swish(this GraphBuilder graph, Value value, string? name = null) =>
        graph.Multiply(value, graph.Sigmoid(value), name);

    /// <summary>
    /// The exact GELU, <c>x / 2 · (1 + erf(x / √2))</c>, written in the order that ONNX Runtime recognises and fuses into one operator.
    /// </summary>
    public static Value Gelu(this GraphBuilder graph, Value value, string? name = null)
    {
        var quotient = graph.Node("Div", null, [value, graph.Constant(MathF.Sqrt(2))]);
        var error = graph.Node("Erf", null, [quotient]);
        var product = graph.Multiply(value, graph.Add(error, graph.Constant(1f)));
        return graph.Multiply(product, graph.Constant(0.5f), name);
    }

    public static Value Transpose(this GraphBuilder graph, Value value, long[] order, string? name = null) =>
        graph.Node("Transpose", name, [value], Attributes.Integers("perm", order));

    public static Value Reshape(this GraphBuilder graph, Value value, Value shape, string? name = null) =>
        graph.Node("Reshape", name, [value, shape]);

    public static Value Concat(this GraphBuilder graph, int axis, ReadOnlySpan<Value> values, string? name = null) =>
        graph.Node("Concat", name, values, Attributes.Integer("axis", axis));

    /// <summary>Splits a value into equal parts along <paramref name="axis"/>.</summary>
    public static Value[] Split(this GraphBuilder graph, Value value, int axis, int parts) =>
        graph.Nodes("Split", null, [value], parts, Attributes.Integer("axis", axis));

    /// <summary>Selects indices along <paramref name="axis"/>.</summary>
    public static Value Gather(this GraphBuilder graph, Value table, Value places, string? name = null, int axis = 0) =>
        graph.Node("Gather", name, [table, places], Attributes.Integer("axis", axis));

    /// <summary>The dimensions from <paramref name="start"/> to <paramref name="end"/>, exclusive.</summary>
    public static Value Shape(this GraphBuilder graph, Value value, int start, int end, string? name = null) =>
        graph.Node("Shape", name, [value], Attributes.Integer("start", start), Attributes.Integer("end", end));

    /// <summary>Removes dimension <paramref name="axis"/>, which has size 1.</summary>
    public static Value Squeeze(this GraphBuilder graph, Value value, long axis) =>
        graph.Node("Squeeze", null, [value, graph.Constants(axis)]);

    public static Value Unsqueeze(this GraphBuilder graph, Value value, params long[] axes) =>
        graph.Node("Unsqueeze", null, [value, graph.Constants(axes)]);

    /// <summary>0, 1, 2, … up to <paramref name="limit"/>, exclusive.</summary>
    public static Value Range(this GraphBuilder graph, Value limit) =>
        graph.Node("Range", null, [graph.Constant(0), limit, graph.Constant(1)]);

    /// <summary>Zeros of the given dimensions.</summary>
    public static Value Zeros(this GraphBuilder graph, Value dimensions) => graph.Node("ConstantOfShape", null, [dimensions]);

    public static Value LessOrEqual(this GraphBuilder graph, Value left, Value right) => graph.Node("LessOrEqual", null, [left, right]);

    public static Value Where(this GraphBuilder graph, Value condition, Value then, Value otherwise, string? name = null) =>
        graph.Node("Where", name, [condition, then, otherwise]);

    public static Value Cast(this GraphBuilder graph, Value value, DataType type, string? name = null) =>
        graph.Node("Cast", name, [value], Attributes.Integer("to", (long)type));
}
