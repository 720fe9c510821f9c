using System.Globalization;
using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Onnx.Graph;
using TransformerService.Distillation.Onnx.Proto;

namespace TransformerService.Distillation.Onnx.Quantization;

/// <summary>
/// Brings a graph of opset 11 or 12, which Optimum writes by default, to opset 13, in which DequantizeLinear has a scale per row. Between
/// them some operators take as an input what was an attribute, and Softmax no longer flattens its input.
/// </summary>
internal static class OpsetConversion
{
    private const int Oldest = 11,
        Wanted = 13;

    private static readonly Dictionary<string, string> BecomeInputs = new()
    {
        ["Squeeze"] = "axes",
        ["Unsqueeze"] = "axes",
        ["ReduceSum"] = "axes",
        ["Split"] = "split",
    };

    private static readonly string[] Flattening = ["Softmax", "LogSoftmax", "Hardmax"];

    /// <summary>Converts the graph in place.</summary>
    /// <exception cref="ExportException">It is older, or its Softmax is over several dimensions.</exception>
    public static void Apply(ModelProto model)
    {
        var opset =
            model.OpsetImport.FirstOrDefault(static set => set.Domain is "" or "ai.onnx")
            ?? throw new ExportException("The graph does not say its opset.");
        if (opset.Version < Oldest)
        {
            throw new ExportException($"The graph has the operators of opset {opset.Version}: export it with --opset {Wanted} or later.");
        }

        if (opset.Version >= Wanted)
        {
            return;
        }

        foreach (var (node, place) in model.Graph.Node.Select(static (node, place) => (node, place)))
        {
            if (
                BecomeInputs.TryGetValue(node.OpType, out var name)
                && node.Attribute.FirstOrDefault(found => found.Name == name) is { } value
            )
            {
                var input = string.Create(CultureInfo.InvariantCulture, $"{name}.{place}");
                model.Graph.Initializer.Add(TensorProtos.Int64s(input, [value.Ints.Count], [.. value.Ints]));
                node.Attribute.Remove(value);
                node.Input.Add(input);
            }
            else if (Flattening.Contains(node.OpType) && node.Attribute.All(static found => found.Name != "axis"))
            {
                throw new ExportException(
                    $"The {node.OpType} '{node.Name}' is over several dimensions: export with --opset {Wanted} or later."
                );
            }
        }

        opset.Version = Wanted;
    }
}
