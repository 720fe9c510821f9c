namespace TransformerService.Models.Exports.Graphs;

/// <summary>A stored tensor of an ONNX file: what it is and where its bytes lie.</summary>
/// <param name="Name">Its name in the graph.</param>
/// <param name="Type">TensorProto.DataType.</param>
/// <param name="Dimensions">Its shape.</param>
/// <param name="File">The file that holds its bytes, little-endian and row by row; <see langword="null"/> where they are stored otherwise.</param>
/// <param name="Offset">Where they begin.</param>
internal sealed record OnnxTensor(string Name, int Type, IReadOnlyList<long> Dimensions, string? File, long Offset)
{
    /// <summary>TensorProto.DataType of bytes.</summary>
    public const int UInt8 = 2, Int8 = 3;

    /// <summary>The number of elements.</summary>
    public long Elements => Dimensions.Aggregate(1L, (product, dimension) => checked(product * dimension));

    /// <summary>The elements of a tensor of bytes.</summary>
    /// <exception cref="InvalidDataException">They are not stored as raw bytes, or the file ends before they do.</exception>
    public sbyte[] ReadSignedBytes()
    {
        if (Type != Int8 || File is null)
        {
            throw new InvalidDataException($"The tensor '{Name}' does not hold raw signed bytes.");
        }

        sbyte[] values = new sbyte[checked((int)Elements)];
        using FileStream file = System.IO.File.OpenRead(File);
        file.Seek(Offset, SeekOrigin.Begin);
        try
        {
            file.ReadExactly(System.Runtime.InteropServices.MemoryMarshal.AsBytes(values.AsSpan()));
        }
        catch (EndOfStreamException exception)
        {
            throw new InvalidDataException($"The tensor '{Name}' reaches past the end of its file.", exception);
        }

        return values;
    }
}
