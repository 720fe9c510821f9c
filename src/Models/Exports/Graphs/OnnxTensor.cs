using System.Globalization;
using System.Runtime.InteropServices;
using TransformerService.Models.Onnx;

namespace TransformerService.Models.Exports.Graphs;

/// <summary>A stored tensor of an ONNX file: its type, shape and the location of its bytes.</summary>
/// <param name="Name">Its name in the graph.</param>
/// <param name="Type">TensorProto.DataType.</param>
/// <param name="Dimensions">Its shape.</param>
/// <param name="File">
/// The file that holds its bytes, little-endian and row by row; <see langword="null"/> if they are stored in another way.
/// </param>
/// <param name="Offset">The offset of its bytes in the file.</param>
public sealed record OnnxTensor(string Name, int Type, IReadOnlyList<long> Dimensions, string? File, long Offset)
{
    /// <summary>TensorProto.DataType of bytes.</summary>
    public const int UInt8 = 2,
        Int8 = 3;

    private const int MostDimensions = 64;

    /// <summary>The number of elements; −1 where the dimensions are negative or too large.</summary>
    public long Elements =>
        Dimensions.Aggregate(
            1L,
            (product, size) => product < 0 || size < 0 || (Int128)product * size > long.MaxValue ? -1 : product * size
        );

    /// <summary>Reads a TensorProto.</summary>
    /// <param name="reader">A reader positioned at its first field.</param>
    /// <param name="end">Where it ends.</param>
    /// <param name="path">The file that contains it.</param>
    /// <exception cref="InvalidDataException">It is malformed.</exception>
    public static OnnxTensor Read(WireReader reader, long end, string path)
    {
        const int DimsField = 1,
            TypeField = 2,
            NameField = 8,
            RawField = 9,
            ExternalField = 13;
        List<long> dimensions = [];
        var type = 0;
        var name = "";
        long? offset = null;
        Dictionary<string, string> external = [];
        reader.ForEach(
            end,
            (field, fieldEnd) =>
            {
                switch (field.Number, fieldEnd)
                {
                    case (DimsField, null):
                        dimensions.Add((long)field.Value);
                        break;
                    case (DimsField, { } packed):
                        while (reader.Left(packed) > 0 && dimensions.Count <= MostDimensions)
                        {
                            dimensions.Add((long)reader.Varint());
                        }

                        break;
                    case (TypeField, null):
                        type = (int)Math.Min(field.Value, int.MaxValue);
                        break;
                    case (NameField, { } text):
                        name = reader.Text(text);
                        break;
                    case (RawField, { } raw):
                        offset = raw - reader.Left(raw);
                        break;
                    case (ExternalField, { } entry):
                        (var key, var value) = reader.Entry(entry);
                        external[key] = value;
                        break;
                    default:
                        break;
                }
            }
        );
        return external.TryGetValue("location", out var location)
            ? new OnnxTensor(
                name,
                type,
                dimensions,
                Path.Combine(Path.GetDirectoryName(path) ?? "", location),
                Number(external.GetValueOrDefault("offset"))
            )
            : new OnnxTensor(name, type, dimensions, offset is null ? null : path, offset ?? 0);
    }

    /// <summary>The elements of a tensor of bytes.</summary>
    /// <exception cref="InvalidDataException">They are not stored as raw bytes, or the file ends before they do.</exception>
    public sbyte[] ReadSignedBytes()
    {
        if (Type != Int8 || File is null)
        {
            throw new InvalidDataException($"The tensor '{Name}' does not hold raw signed bytes.");
        }

        using var file = System.IO.File.OpenRead(File);
        if (Elements < 0 || Elements > Array.MaxLength || Elements > file.Length - Offset)
        {
            throw new InvalidDataException($"The tensor '{Name}' reaches past the end of its file.");
        }

        var values = new sbyte[Elements];
        file.Seek(Offset, SeekOrigin.Begin);
        file.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }

    private static long Number(string? text) =>
        text is null ? 0
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : throw new InvalidDataException("The offset of its external data is not a number.");
}
