using TransformerService.Distillation.Onnx.Proto;

namespace TransformerService.Distillation.Tests.Onnx;

/// <summary>What a file takes and gives: names, types, and dimensions, of which only the free ones are named.</summary>
internal static class Signature
{
    public static string[] Of(string path) => Of(ModelProto.Parser.ParseFrom(File.ReadAllBytes(path)));

    public static string[] Of(ModelProto model) =>
        [.. model.Graph.Input.Select(input => $"in {Describe(input)}"), .. model.Graph.Output.Select(output => $"out {Describe(output)}")];

    private static string Describe(ValueInfoProto value) =>
        $"{value.Name} {value.Type.TensorType.ElemType} [{string.Join(", ", value.Type.TensorType.Shape.Dim.Select(Describe))}]";

    /// <summary>Sizes differ from model to model; Optimum calls the one position of a step '1' in its output.</summary>
    private static string Describe(TensorShapeProto.Types.Dimension dimension) =>
        (dimension.DimParam, dimension.DimValue) switch
        {
            ("1", _) or (_, 1) => "1",
            ({ Length: > 0 } name, _) => name,
            _ => "fixed",
        };
}
