using System.Globalization;

namespace TransformerService.Models.Exports.Graphs;

/// <summary>
/// Reads an ONNX file's nodes, and where its tensors lie. Weights are passed over unread, so that a file of gigabytes costs neither time nor
/// memory. Field numbers are those of onnx.proto.
/// </summary>
internal sealed class OnnxGraphReader
{
    private readonly string _path;
    private readonly WireReader _reader;
    private readonly List<OnnxNode> _nodes = [];
    private readonly List<OnnxTensor> _tensors = [];

    private OnnxGraphReader(string path, Stream file)
    {
        _path = path;
        _reader = new WireReader(file);
    }

    /// <exception cref="InvalidDataException">The file is not ONNX.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static OnnxGraph Read(string path)
    {
        using FileStream file = File.OpenRead(path);
        var reader = new OnnxGraphReader(path, file);
        reader.Walk(OnnxMessage.Model, file.Length, 0);
        return new OnnxGraph(reader._nodes, reader._tensors);
    }

    private void Walk(OnnxMessage message, long end, int depth)
    {
        while (_reader.NextField(end) is { } field)
        {
            if (field.End is { } fieldEnd)
            {
                if (OnnxMessages.Inner(message, field.Number) is { } inner)
                {
                    Enter(inner, fieldEnd, depth + 1);
                }

                _reader.SkipTo(fieldEnd);
            }
        }
    }

    private void Enter(OnnxMessage message, long end, int depth)
    {
        if (depth > OnnxMessages.MostDepth)
        {
            throw new InvalidDataException("Its branches are nested too deeply.");
        }

        switch (message)
        {
            case OnnxMessage.Node:
                ReadNode(end, depth);
                break;
            case OnnxMessage.Tensor:
                _tensors.Add(ReadTensor(end));
                break;
            default:
                Walk(message, end, depth);
                break;
        }
    }

    private void ReadNode(long end, int depth)
    {
        string operatorType = "";
        List<string> inputs = [], outputs = [];
        Dictionary<string, long> integers = [];
        while (_reader.NextField(end) is { } field)
        {
            if (field.End is not { } fieldEnd)
            {
                continue;
            }

            switch (field.Number)
            {
                case 1:
                    inputs.Add(_reader.Text(fieldEnd));
                    break;
                case 2:
                    outputs.Add(_reader.Text(fieldEnd));
                    break;
                case 4:
                    operatorType = _reader.Text(fieldEnd);
                    break;
                case 5:
                    ReadAttribute(fieldEnd, depth + 1, integers);
                    break;
                default:
                    break;
            }

            _reader.SkipTo(fieldEnd);
        }

        _nodes.Add(new OnnxNode(operatorType, inputs, outputs, integers));
    }

    private void ReadAttribute(long end, int depth, Dictionary<string, long> integers)
    {
        const int NameField = 1, IntegerField = 3;
        string name = "";
        long? integer = null;
        while (_reader.NextField(end) is { } field)
        {
            if (field.End is not { } fieldEnd)
            {
                integer = field.Number == IntegerField ? (long)field.Value : integer;
                continue;
            }

            if (field.Number == NameField)
            {
                name = _reader.Text(fieldEnd);
            }
            else if (OnnxMessages.Inner(OnnxMessage.Attribute, field.Number) is { } inner)
            {
                Enter(inner, fieldEnd, depth + 1);
            }

            _reader.SkipTo(fieldEnd);
        }

        if (integer is { } value)
        {
            integers[name] = value;
        }
    }

    private OnnxTensor ReadTensor(long end)
    {
        const int DimsField = 1, TypeField = 2, NameField = 8, RawField = 9, ExternalField = 13;
        List<long> dimensions = [];
        int type = 0;
        string name = "";
        long? offset = null;
        Dictionary<string, string> external = [];
        while (_reader.NextField(end) is { } field)
        {
            switch (field.Number, field.End)
            {
                case (DimsField, null):
                    dimensions.Add((long)field.Value);
                    break;
                case (DimsField, { } dimsEnd):
                    while (_reader.Left(dimsEnd) > 0)
                    {
                        dimensions.Add((long)_reader.Varint());
                    }

                    break;
                case (TypeField, null):
                    type = (int)Math.Min(field.Value, int.MaxValue);
                    break;
                case (NameField, { } nameEnd):
                    name = _reader.Text(nameEnd);
                    break;
                case (RawField, { } rawEnd):
                    offset = rawEnd - _reader.Left(rawEnd);
                    break;
                case (ExternalField, { } entryEnd):
                    (string key, string value) = _reader.Entry(entryEnd);
                    external[key] = value;
                    break;
                default:
                    break;
            }

            if (field.End is { } fieldEnd)
            {
                _reader.SkipTo(fieldEnd);
            }
        }

        return external.TryGetValue("location", out string? location)
            ? new OnnxTensor(name, type, dimensions, Path.Combine(Path.GetDirectoryName(_path) ?? "", location), Number(external.GetValueOrDefault("offset")))
            : new OnnxTensor(name, type, dimensions, offset is null ? null : _path, offset ?? 0);
    }

    private static long Number(string? text) =>
        text is null ? 0 : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number
            : throw new InvalidDataException("The place of its external data is not a number.");
}
