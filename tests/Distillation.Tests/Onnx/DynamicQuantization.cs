using TransformerService.Distillation.Onnx.Proto;

namespace TransformerService.Distillation.Tests.Onnx;

/// <summary>
/// Quantises a graph's output while it runs, with one scale for the whole batch, as dynamic quantisation does activations.
/// </summary>
internal static class DynamicQuantization
{
    public static ModelProto Of(ModelProto model, string output)
    {
        var copy = model.Clone();
        foreach (var node in copy.Graph.Node)
        {
            for (var index = 0; index < node.Output.Count; index++)
            {
                node.Output[index] = node.Output[index] == output ? $"{output}.exact" : node.Output[index];
            }
        }

        string[] quantized = [$"{output}.quantized", $"{output}.scale", $"{output}.zero"];
        copy.Graph.Node.Add(
            new NodeProto
            {
                OpType = "DynamicQuantizeLinear",
                Input = { $"{output}.exact" },
                Output = { quantized },
            }
        );
        copy.Graph.Node.Add(
            new NodeProto
            {
                OpType = "DequantizeLinear",
                Input = { quantized },
                Output = { output },
            }
        );
        return copy;
    }
}
