namespace TransformerService.Models.Exports;

/// <summary>
/// The inputs of an ONNX file's graph, and which node makes and takes what, by name. Weights are passed over unread. Field numbers are those of
/// onnx.proto.
/// </summary>
internal sealed class OnnxGraph
{
    private const int MostNodes = 200_000;
    private const int GraphField = 7;
    private const int NodeField = 1, InitializerField = 5, InputField = 11, OutputField = 12;
    private const int TakesField = 1, MakesField = 2, TypeField = 4;
    private const int ValueNameField = 1, ValueTypeField = 2, TensorTypeField = 1, ShapeField = 2, DimensionField = 1, SizeField = 1, TensorNameField = 8;
    private readonly Dictionary<string, OnnxNode> _makers = new(StringComparer.Ordinal);
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);
    private readonly HashSet<string> _inputs = new(StringComparer.Ordinal);
    private readonly HashSet<string> _weights = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int?> _lastSizes = new(StringComparer.Ordinal);
    private int _nodes;

    private OnnxGraph()
    {
    }

    /// <summary>Reads a file; <see langword="null"/> if it cannot be read as ONNX, which loading it will say better.</summary>
    public static OnnxGraph? Read(string path)
    {
        try
        {
            var graph = new OnnxGraph();
            using FileStream file = File.OpenRead(path);
            var reader = new WireReader(file);
            while (reader.NextField(file.Length) is { } field)
            {
                if (field is (GraphField, { } end, _))
                {
                    graph.ReadGraph(reader, end, 0);
                }
                else if (field.End is { } other)
                {
                    reader.SkipTo(other);
                }
            }

            return graph;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>Whether a caller gives an input of that name: one with a weight of the same name is a constant.</summary>
    public bool HasInput(string name) => _inputs.Contains(name) && !_weights.Contains(name);

    /// <summary>Whether a node takes a value of that name, in a branch too.</summary>
    public bool Uses(string name) => _taken.Contains(name);

    /// <summary>The node outside of branches that makes a value, if there is one.</summary>
    public OnnxNode? MakerOf(string name) => _makers.GetValueOrDefault(name);

    /// <summary>The last dimension that an output declares; <see langword="null"/> where it is free or nothing is declared.</summary>
    public int? LastSizeOf(string output) => _lastSizes.GetValueOrDefault(output);

    private void ReadGraph(WireReader reader, long end, int depth)
    {
        if (depth > OnnxMessages.MostDepth)
        {
            throw new InvalidDataException("Branches are nested too deeply.");
        }

        while (reader.NextField(end) is { } field)
        {
            if (field.End is not { } fieldEnd)
            {
                continue;
            }

            switch (field.Number)
            {
                case NodeField:
                    ReadNode(reader, fieldEnd, depth);
                    break;
                case InputField when depth == 0:
                    _inputs.Add(TextOf(reader, fieldEnd, ValueNameField));
                    break;
                case OutputField when depth == 0:
                    ReadOutput(reader, fieldEnd);
                    break;
                case InitializerField when depth == 0:
                    _weights.Add(TextOf(reader, fieldEnd, TensorNameField));
                    break;
                default:
                    reader.SkipTo(fieldEnd);
                    break;
            }
        }
    }

    private void ReadNode(WireReader reader, long end, int depth)
    {
        if (++_nodes > MostNodes)
        {
            throw new InvalidDataException("There are too many nodes.");
        }

        List<string> takes = [], makes = [];
        string type = "";
        while (reader.NextField(end) is { } field)
        {
            if (field.End is not { } fieldEnd)
            {
                continue;
            }

            switch (field.Number)
            {
                case TakesField:
                    takes.Add(reader.Text(fieldEnd));
                    break;
                case MakesField:
                    makes.Add(reader.Text(fieldEnd));
                    break;
                case TypeField:
                    type = reader.Text(fieldEnd);
                    break;
                default:
                    ReadBranches(reader, OnnxMessages.Inner(OnnxMessage.Node, field.Number), fieldEnd, depth + 1);
                    break;
            }
        }

        _taken.UnionWith(takes);
        if (depth == 0)
        {
            var node = new OnnxNode(type, takes);
            makes.ForEach(made => _makers[made] = node);
        }
    }

    private void ReadBranches(WireReader reader, OnnxMessage? attribute, long end, int depth)
    {
        while (attribute is { } message && reader.NextField(end) is { } field)
        {
            if (field.End is not { } fieldEnd)
            {
                continue;
            }

            if (OnnxMessages.Inner(message, field.Number) is OnnxMessage.Graph)
            {
                ReadGraph(reader, fieldEnd, depth);
            }
            else
            {
                reader.SkipTo(fieldEnd);
            }
        }

        reader.SkipTo(end);
    }

    private void ReadOutput(WireReader reader, long end)
    {
        string name = "";
        int? size = null;
        while (reader.NextField(end) is { } field)
        {
            if (field is (ValueNameField, { } text, _))
            {
                name = reader.Text(text);
            }
            else if (field.End is { } fieldEnd)
            {
                size = field.Number == ValueTypeField ? SizeIn(reader, fieldEnd, TensorTypeField, ShapeField, DimensionField) : size;
                reader.SkipTo(fieldEnd);
            }
        }

        _lastSizes[name] = size;
    }

    /// <summary>The number of the last message that lies in messages of the fields of <paramref name="way"/>.</summary>
    private static int? SizeIn(WireReader reader, long end, params ReadOnlySpan<int> way)
    {
        int? size = null;
        while (reader.NextField(end) is { } field)
        {
            if (way.IsEmpty)
            {
                size = field is (SizeField, null, > 0 and < int.MaxValue and var value) ? (int)value : size;
            }
            else if (field.Number == way[0] && field.End is { } inner)
            {
                size = SizeIn(reader, inner, way[1..]);
            }

            if (field.End is { } fieldEnd)
            {
                reader.SkipTo(fieldEnd);
            }
        }

        return size;
    }

    private static string TextOf(WireReader reader, long end, int wanted)
    {
        string text = "";
        while (reader.NextField(end) is { } field)
        {
            if (field.Number == wanted && field.End is { } found)
            {
                text = reader.Text(found);
            }
            else if (field.End is { } fieldEnd)
            {
                reader.SkipTo(fieldEnd);
            }
        }

        return text;
    }
}

/// <summary>A node of a graph.</summary>
/// <param name="Type">Its operator.</param>
/// <param name="Takes">The names of what it takes.</param>
internal sealed record OnnxNode(string Type, IReadOnlyList<string> Takes);
