using Google.Protobuf;
using TransformerService.Distillation.Onnx.Proto;

namespace TransformerService.Distillation.Evaluation;

/// <summary>
/// Determines from an ONNX file's operators whether it is quantised. It reads only the nodes and skips the weights, so that a file of
/// gigabytes needs no memory.
/// </summary>
internal static class OnnxPrecision
{
    /// <exception cref="EvaluationException">The file cannot be read or is not an ONNX file.</exception>
    public static WeightPrecision Of(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            using var input = new CodedInputStream(file);
            return Fields(input, file.Length, ModelProto.GraphFieldNumber)
                .Any(_ =>
                    Fields(input, input.ReadLength() + input.Position, GraphProto.NodeFieldNumber)
                        .Any(_ => IsQuantized(NodeProto.Parser.ParseFrom(input.ReadBytes())))
                )
                ? WeightPrecision.Int8
                : WeightPrecision.Float32;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new EvaluationException($"{path}: the file cannot be read as ONNX: {exception.Message}", exception);
        }
    }

    /// <summary>
    /// Stops the stream at each field with this number until the message ends; the caller must read each field during enumeration.
    /// </summary>
    private static IEnumerable<int> Fields(CodedInputStream input, long end, int number)
    {
        while (input.Position < end && input.ReadTag() is var tag && tag != 0)
        {
            if (WireFormat.GetTagFieldNumber(tag) == number)
            {
                yield return number;
            }
            else
            {
                input.SkipLastField();
            }
        }
    }

    /// <summary>Whether a node, or one of the branches in it, converts from or to integers.</summary>
    private static bool IsQuantized(NodeProto node) =>
        node.OpType.Contains("Quantize", StringComparison.OrdinalIgnoreCase)
        || node.OpType.StartsWith("QLinear", StringComparison.Ordinal)
        || node.OpType.StartsWith("MatMulInteger", StringComparison.Ordinal)
        || node.Attribute.Any(attribute =>
            (attribute.G?.Node.Any(IsQuantized) ?? false) || attribute.Graphs.Any(graph => graph.Node.Any(IsQuantized))
        );
}

/// <summary>The number format that a variant computes with.</summary>
internal enum WeightPrecision
{
    /// <summary>32-bit floating point throughout.</summary>
    Float32,

    /// <summary>Matrix products of 8-bit integers.</summary>
    Int8,
}
