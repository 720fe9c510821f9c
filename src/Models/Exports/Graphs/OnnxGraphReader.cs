using TransformerService.Models.Onnx;

namespace TransformerService.Models.Exports.Graphs;

/// <summary>
/// Reads an ONNX file's graphs. Weights are skipped unread, so that a file of gigabytes costs neither time nor memory. Field numbers are
/// those of onnx.proto.
/// </summary>
public sealed class OnnxGraphReader
{
    private const int MostNodes = 200_000;
    private const int MostDimensions = 64;
    private readonly string _path;
    private readonly WireReader _reader;
    private int _nodes;

    private OnnxGraphReader(string path, Stream file)
    {
        _path = path;
        _reader = new WireReader(file);
    }

    /// <summary>The main graph.</summary>
    /// <exception cref="InvalidDataException">The file is not ONNX.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static OnnxGraph Read(string path)
    {
        const int GraphField = 7;
        using var file = File.OpenRead(path);
        var reader = new OnnxGraphReader(path, file);
        OnnxGraph? graph = null;
        reader._reader.ForEach(
            file.Length,
            (field, end) => graph = field.Number == GraphField && end is { } graphEnd ? reader.ReadGraph(graphEnd, 0) : graph
        );
        return graph ?? new OnnxGraph([], [], new HashSet<string>(), new Dictionary<string, OnnxShape>());
    }

    private OnnxGraph ReadGraph(long end, int depth)
    {
        const int NodeField = 1,
            TensorField = 5,
            InputField = 11,
            OutputField = 12;
        if (depth > OnnxMessages.MostDepth)
        {
            throw new InvalidDataException("Its branches are nested too deeply.");
        }

        List<OnnxNode> nodes = [];
        List<OnnxTensor> tensors = [];
        HashSet<string> inputs = new(StringComparer.Ordinal);
        Dictionary<string, OnnxShape> outputs = new(StringComparer.Ordinal);
        _reader.ForEach(
            end,
            (field, fieldEnd) =>
            {
                switch (field.Number, fieldEnd)
                {
                    case (NodeField, { } node):
                        nodes.Add(ReadNode(node, depth));
                        break;
                    case (TensorField, { } tensor):
                        tensors.Add(OnnxTensor.Read(_reader, tensor, _path));
                        break;
                    case (InputField, { } input):
                        inputs.Add(ReadValue(input).Name);
                        break;
                    case (OutputField, { } output):
                        (var name, var shape) = ReadValue(output);
                        outputs[name] = shape;
                        break;
                    default:
                        break;
                }
            }
        );
        return new OnnxGraph(nodes, tensors, inputs, outputs);
    }

    private OnnxNode ReadNode(long end, int depth)
    {
        const int InputField = 1,
            OutputField = 2,
            OperatorField = 4,
            AttributeField = 5;
        if (++_nodes > MostNodes)
        {
            throw new InvalidDataException("It has too many nodes.");
        }

        var operatorType = "";
        List<string> inputs = [],
            outputs = [];
        Dictionary<string, long> integers = new(StringComparer.Ordinal);
        List<OnnxGraph> branches = [];
        OnnxTensor? value = null;
        _reader.ForEach(
            end,
            (field, fieldEnd) =>
            {
                switch (field.Number, fieldEnd)
                {
                    case (InputField, { } name):
                        inputs.Add(_reader.Text(name));
                        break;
                    case (OutputField, { } name):
                        outputs.Add(_reader.Text(name));
                        break;
                    case (OperatorField, { } name):
                        operatorType = _reader.Text(name);
                        break;
                    case (AttributeField, { } attribute):
                        value = ReadAttribute(attribute, depth, integers, branches) ?? value;
                        break;
                    default:
                        break;
                }
            }
        );
        return new OnnxNode(operatorType, inputs, outputs, integers, branches, value);
    }

    private OnnxTensor? ReadAttribute(long end, int depth, Dictionary<string, long> integers, List<OnnxGraph> branches)
    {
        const int NameField = 1,
            IntegerField = 3,
            TensorField = 5,
            GraphField = 6,
            GraphsField = 11;
        var name = "";
        long? integer = null;
        OnnxTensor? value = null;
        _reader.ForEach(
            end,
            (field, fieldEnd) =>
            {
                switch (field.Number, fieldEnd)
                {
                    case (NameField, { } text):
                        name = _reader.Text(text);
                        break;
                    case (IntegerField, null):
                        integer = (long)field.Value;
                        break;
                    case (TensorField, { } tensor):
                        value = OnnxTensor.Read(_reader, tensor, _path);
                        break;
                    case (GraphField or GraphsField, { } graph):
                        branches.Add(ReadGraph(graph, depth + 1));
                        break;
                    default:
                        break;
                }
            }
        );
        if (integer is { } number)
        {
            integers[name] = number;
        }

        return value;
    }

    /// <summary>A ValueInfoProto's name, and the shape that it declares.</summary>
    private (string Name, OnnxShape Shape) ReadValue(long end)
    {
        const int NameField = 1,
            TypeField = 2,
            TensorTypeField = 1,
            ShapeField = 2,
            DimensionField = 1;
        var name = "";
        List<int?> sizes = [];
        _reader.ForEach(
            end,
            (field, fieldEnd) =>
            {
                if (field.Number == NameField && fieldEnd is { } text)
                {
                    name = _reader.Text(text);
                }
                else if (field.Number == TypeField && fieldEnd is { } type)
                {
                    AddSizes(type, [TensorTypeField, ShapeField, DimensionField], sizes);
                }
            }
        );
        return (name, new OnnxShape(sizes.Count, sizes.Count == 0 ? null : sizes[^1]));
    }

    /// <summary>Adds the sizes in nested messages: <paramref name="way"/> lists the fields that lead to a dimension.</summary>
    private void AddSizes(long end, int[] way, List<int?> sizes)
    {
        const int SizeField = 1;
        if (way.Length == 0)
        {
            int? size = null;
            _reader.ForEach(
                end,
                (field, fieldEnd) =>
                    size = field is { Number: SizeField, Value: > 0 and < int.MaxValue } && fieldEnd is null ? (int)field.Value : size
            );
            sizes.Add(size);
            return;
        }

        _reader.ForEach(
            end,
            (field, fieldEnd) =>
            {
                if (field.Number == way[0] && fieldEnd is { } inner && sizes.Count < MostDimensions)
                {
                    AddSizes(inner, way[1..], sizes);
                }
            }
        );
    }
}
