namespace TransformerService.Models.Exports;

/// <summary>A graph of an ONNX file, as far as looking rows up goes: its nodes in order, and the dimensions of its weights, which are passed over unread.</summary>
internal sealed class OnnxGraph
{
    private const int NodeField = 1, InitializerField = 5, GraphInputField = 11, ValueNameField = 1;
    private const int InputField = 1, OutputField = 2, TypeField = 4, AttributeField = 5;
    private const int AttributeNameField = 1, NumberField = 3, TensorField = 5, BranchField = 6, BranchesField = 11;
    private const int DimensionsField = 1, TensorNameField = 8;
    private const int GraphField = 7;
    private const int MostDimensions = 64;

    public List<OnnxNode> Nodes { get; } = [];

    /// <summary>The dimensions of each initializer.</summary>
    public Dictionary<string, long[]> Tensors { get; } = new(StringComparer.Ordinal);

    /// <summary>The names of its inputs.</summary>
    public HashSet<string> Inputs { get; } = new(StringComparer.Ordinal);

    /// <summary>The main graph; <see langword="null"/> if the file cannot be read as ONNX, which loading it will say better.</summary>
    public static OnnxGraph? Read(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            var reader = new WireReader(file);
            var graph = new OnnxGraph();
            while (reader.NextField(file.Length) is { } field)
            {
                if (field is { Number: GraphField, End: { } end })
                {
                    graph.ReadFields(reader, end, 0);
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

    private void ReadFields(WireReader reader, long end, int depth)
    {
        if (depth > OnnxMessages.MostDepth)
        {
            throw new InvalidDataException("Branches are nested too deeply.");
        }

        while (reader.NextField(end) is { } field)
        {
            switch (field.Number, field.End)
            {
                case (NodeField, { } node):
                    Nodes.Add(ReadNode(reader, node, depth));
                    break;
                case (InitializerField, { } tensor):
                    (string name, long[] dimensions) = ReadTensor(reader, tensor);
                    Tensors[name] = dimensions;
                    break;
                case (GraphInputField, { } input):
                    Inputs.Add(ReadName(reader, input));
                    break;
                case (_, { } other):
                    reader.SkipTo(other);
                    break;
            }
        }
    }

    private static string ReadName(WireReader reader, long end)
    {
        string name = "";
        while (reader.NextField(end) is { } field)
        {
            if (field is { Number: ValueNameField, End: { } text })
            {
                name = reader.Text(text);
            }
            else if (field.End is { } other)
            {
                reader.SkipTo(other);
            }
        }

        return name;
    }

    private static OnnxNode ReadNode(WireReader reader, long end, int depth)
    {
        var node = new OnnxNode();
        while (reader.NextField(end) is { } field)
        {
            switch (field.Number, field.End)
            {
                case (InputField, { } name):
                    node.Inputs.Add(reader.Text(name));
                    break;
                case (OutputField, { } name):
                    node.Outputs.Add(reader.Text(name));
                    break;
                case (TypeField, { } name):
                    node.Type = reader.Text(name);
                    break;
                case (AttributeField, { } attribute):
                    ReadAttribute(reader, attribute, node, depth);
                    break;
                case (_, { } other):
                    reader.SkipTo(other);
                    break;
            }
        }

        return node;
    }

    private static void ReadAttribute(WireReader reader, long end, OnnxNode node, int depth)
    {
        string name = "";
        long number = 0;
        while (reader.NextField(end) is { } field)
        {
            switch (field.Number, field.End)
            {
                case (AttributeNameField, { } text):
                    name = reader.Text(text);
                    break;
                case (NumberField, null):
                    number = (long)field.Value;
                    break;
                case (TensorField, { } tensor):
                    node.Value = ReadTensor(reader, tensor).Dimensions;
                    break;
                case (BranchField or BranchesField, { } graph):
                    var branch = new OnnxGraph();
                    branch.ReadFields(reader, graph, depth + 1);
                    node.Branches.Add(branch);
                    break;
                case (_, { } other):
                    reader.SkipTo(other);
                    break;
            }
        }

        if (name is "axis" or "gather_axis")
        {
            node.Axis = number;
        }
    }

    private static (string Name, long[] Dimensions) ReadTensor(WireReader reader, long end)
    {
        string name = "";
        List<long> dimensions = [];
        while (reader.NextField(end) is { } field)
        {
            switch (field.Number, field.End)
            {
                case (DimensionsField, null):
                    dimensions.Add((long)field.Value);
                    break;
                case (DimensionsField, { } packed):
                    while (reader.Left(packed) > 0 && dimensions.Count <= MostDimensions)
                    {
                        dimensions.Add((long)reader.Varint());
                    }

                    reader.SkipTo(packed);
                    break;
                case (TensorNameField, { } text):
                    name = reader.Text(text);
                    break;
                case (_, { } other):
                    reader.SkipTo(other);
                    break;
            }
        }

        return (name, [.. dimensions]);
    }
}
