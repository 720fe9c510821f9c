using System.Runtime.InteropServices;
using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Onnx.Graph;
using TransformerService.Distillation.Onnx.Proto;
using DataType = TransformerService.Distillation.Onnx.Proto.TensorProto.Types.DataType;

namespace TransformerService.Distillation.Onnx.Quantization;

/// <summary>Finds the float32 weights of a graph that <see cref="Quantizer"/> wrote, as far as bytes keep them.</summary>
internal static class StoredBytes
{
    private const string Int8 = ".int8",
        Int32 = ".int32";

    /// <summary>
    /// The weights under their own names: of matrices and tables, each row's bytes times its scale; of biases, each number times its scale.
    /// </summary>
    /// <exception cref="ExportException">A scale is missing.</exception>
    public static IEnumerable<TensorProto> Restore(GraphProto graph)
    {
        var tensors = graph.Initializer.ToDictionary(tensor => tensor.Name);
        foreach (var tensor in graph.Initializer)
        {
            if (NameOf(tensor, DataType.Int8, Int8) is { } matrix && !tensors.ContainsKey(matrix))
            {
                // A product's scales are a list; those of a table that is looked up are a column.
                var scales = Scales($"{matrix}.scale", $"{matrix}.scales");
                yield return Floats(matrix, tensor, Array.ConvertAll(tensor.RawData.ToByteArray(), value => (int)(sbyte)value), scales);
            }
            else if (NameOf(tensor, DataType.Int32, Int32) is { } bias && !tensors.ContainsKey(bias))
            {
                yield return Floats(bias, tensor, MemoryMarshal.Cast<byte, int>(tensor.RawData.Span).ToArray(), Scales($"{bias}.scale"));
            }
        }

        float[] Scales(params string[] names) =>
            names.FirstOrDefault(tensors.ContainsKey) is { } name
                ? TensorProtos.ReadFloats(tensors[name]).ToArray()
                : throw new ExportException($"The graph lacks the scale '{names[0]}'.");
    }

    private static string? NameOf(TensorProto tensor, DataType type, string ending) =>
        tensor.DataType == (int)type && tensor.Name.EndsWith(ending, StringComparison.Ordinal) ? tensor.Name[..^ending.Length] : null;

    private static TensorProto Floats(string name, TensorProto stored, int[] values, float[] scales)
    {
        var inRow = values.Length / scales.Length;
        return TensorProtos.Floats(name, [.. stored.Dims], [.. values.Select((value, place) => value * scales[place / inRow])]);
    }
}
