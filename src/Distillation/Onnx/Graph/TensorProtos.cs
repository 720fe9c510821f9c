using System.Runtime.InteropServices;
using Google.Protobuf;
using TransformerService.Distillation.Onnx.Proto;
using DataType = TransformerService.Distillation.Onnx.Proto.TensorProto.Types.DataType;

namespace TransformerService.Distillation.Onnx.Graph;

/// <summary>Tensors as ONNX stores them: raw little-endian values, row by row.</summary>
internal static class TensorProtos
{
    public static TensorProto Floats(string name, ReadOnlySpan<long> shape, ReadOnlySpan<float> values) =>
        Raw(name, DataType.Float, shape, MemoryMarshal.AsBytes(values));

    public static TensorProto Int64s(string name, ReadOnlySpan<long> shape, ReadOnlySpan<long> values) =>
        Raw(name, DataType.Int64, shape, MemoryMarshal.AsBytes(values));

    public static TensorProto Int32s(string name, ReadOnlySpan<long> shape, ReadOnlySpan<int> values) =>
        Raw(name, DataType.Int32, shape, MemoryMarshal.AsBytes(values));

    public static TensorProto Int8s(string name, ReadOnlySpan<long> shape, ReadOnlySpan<sbyte> values) =>
        Raw(name, DataType.Int8, shape, MemoryMarshal.AsBytes(values));

    public static TensorProto UInt8s(string name, ReadOnlySpan<long> shape, ReadOnlySpan<byte> values) =>
        Raw(name, DataType.Uint8, shape, values);

    /// <summary>The values of a float tensor that was stored raw.</summary>
    public static ReadOnlySpan<float> ReadFloats(TensorProto tensor) =>
        (DataType)tensor.DataType == DataType.Float
            ? MemoryMarshal.Cast<byte, float>(tensor.RawData.Span)
            : throw new ArgumentException($"'{tensor.Name}' does not hold floats.", nameof(tensor));

    private static TensorProto Raw(string name, DataType type, ReadOnlySpan<long> shape, ReadOnlySpan<byte> values)
    {
        var tensor = new TensorProto
        {
            Name = name,
            DataType = (int)type,
            RawData = ByteString.CopyFrom(values),
        };
        tensor.Dims.AddRange(shape.ToArray());
        return tensor;
    }
}
