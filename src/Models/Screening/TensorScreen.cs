using System.Globalization;
using TransformerService.Models.Files;
using TransformerService.Models.Onnx;

namespace TransformerService.Models.Screening;

/// <summary>
/// A tensor of an ONNX file: what it declares, and what the file really contains. Field numbers are those of onnx.proto's TensorProto.
/// </summary>
internal sealed class TensorScreen
{
    private const int DimsField = 1,
        TypeField = 2,
        TextsField = 6,
        ExternalField = 13,
        LocationField = 14;
    private const ulong External = 1;

    /// <summary>The smallest tensors pack four elements into a byte; a varint takes at least one byte.</summary>
    private const int MostElementsPerByte = 4;
    private const int MostDimensions = 64;
    private static readonly int[] NumberFields = [4, 5, 7, 9, 10, 11]; // float, int32, int64, raw, double, uint64
    private readonly List<(string Key, string Value)> _external = [];
    private readonly List<ulong> _dimensions = [];
    private ulong _type;
    private bool _isExternal;
    private long _stored;

    /// <exception cref="InvalidDataException">The data is not a tensor.</exception>
    public static TensorScreen Read(WireReader reader, long end)
    {
        var tensor = new TensorScreen();
        while (reader.NextField(end) is { } field)
        {
            tensor.Take(reader, field);
            if (field.End is { } fieldEnd)
            {
                reader.SkipTo(fieldEnd);
            }
        }

        return tensor;
    }

    /// <summary>Adds a fault if it declares more than exists, and returns how many bytes it takes in memory.</summary>
    public UInt128 Check(string onnx, FolderScreen folder, List<string> faults)
    {
        var name = Path.GetFileName(onnx);
        if (_dimensions.Count > MostDimensions || Elements() is not { } elements)
        {
            faults.Add($"{name} declares a tensor whose dimensions are negative or too large; export it again.");
            return 0;
        }

        if (_isExternal || _external.Count > 0)
        {
            CheckExternal(onnx, elements * (UInt128)ElementBits() / 8, folder, faults);
        }
        else if (elements > (UInt128)_stored * MostElementsPerByte)
        {
            faults.Add($"{name} declares a tensor of {elements} elements, but holds {_stored} bytes of it; export it again.");
        }

        return elements * (UInt128)ElementBits() / 8;
    }

    private void Take(WireReader reader, WireReader.Field field)
    {
        switch (field.Number, field.End)
        {
            case (DimsField, null):
                _dimensions.Add(field.Value);
                break;
            case (DimsField, { } end):
                while (reader.Left(end) > 0 && _dimensions.Count <= MostDimensions)
                {
                    _dimensions.Add(reader.Varint());
                }

                break;
            case (TypeField, null):
                _type = field.Value;
                break;
            case (LocationField, null):
                _isExternal = field.Value == External;
                break;
            case (ExternalField, { } end):
                _external.Add(reader.Entry(end));
                break;
            case (TextsField, { } end):
                _stored += 1 + reader.Left(end);
                break;
            default:
                _stored += NumberFields.Contains(field.Number)
                    ? field.End is { } numbers
                        ? reader.Left(numbers)
                        : sizeof(ulong)
                    : 0;
                break;
        }
    }

    private void CheckExternal(string onnx, UInt128 bytes, FolderScreen folder, List<string> faults)
    {
        var name = Path.GetFileName(onnx);
        string[] locations = [.. Values("location")];
        if (
            locations is not [{ Length: > 0 } location]
            || location.Contains('\0')
            || Path.IsPathRooted(location)
            || location.Split('/', '\\').Contains("..")
        )
        {
            faults.Add(
                $"{name} has weights whose location is not a file in its own folder; export it again with the external data beside it."
            );
            return;
        }

        var path = Path.Combine(Path.GetDirectoryName(onnx) ?? "", location);
        if (!folder.IsReadableModel(path, faults))
        {
            return;
        }

        if (!File.Exists(path))
        {
            faults.Add($"{name} has its weights in a file '{Path.GetFileName(location)}', which is missing beside it.");
            return;
        }

        if (GitLfs.FaultOf(path) is { } pointer)
        {
            faults.Add(pointer);
            return;
        }

        var there = (UInt128)(
            File.ResolveLinkTarget(path, returnFinalTarget: true) is FileInfo target ? target.Length : new FileInfo(path).Length
        );
        if (
            Number("offset") is not { } offset
            || Number("length", bytes) is not { } length
            || (UInt128)offset + UInt128.Max(length, bytes) > there
        )
        {
            faults.Add($"{name} has weights beyond the end of '{Path.GetFileName(location)}'; copy or export both files again.");
        }
    }

    private IEnumerable<string> Values(string key) => _external.Where(entry => entry.Key == key).Select(entry => entry.Value);

    /// <summary>A number of the external data, or <see langword="null"/> if it is not a valid offset or length.</summary>
    private UInt128? Number(string key, UInt128 otherwise = default) =>
        Values(key).LastOrDefault() is not { } text ? otherwise
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? (UInt128)number
        : null;

    private UInt128? Elements()
    {
        UInt128 elements = 1;
        foreach (var dimension in _dimensions)
        {
            elements *= dimension <= long.MaxValue ? dimension : 0;
            if (dimension > long.MaxValue || elements > long.MaxValue)
            {
                return null;
            }
        }

        return elements;
    }

    // Bits per element of TensorProto.DataType; a string counts as an empty one in memory.
    private int ElementBits() =>
        _type switch
        {
            2 or 3 or 9 or 17 or 18 or 19 or 20 or 24 => 8,
            4 or 5 or 10 or 16 => 16,
            1 or 6 or 12 => 32,
            7 or 11 or 13 or 14 => 64,
            15 => 128,
            8 => 256,
            21 or 22 or 23 => 4,
            25 or 26 => 2,
            _ => 64,
        };
}
