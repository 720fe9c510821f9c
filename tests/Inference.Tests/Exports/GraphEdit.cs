using Google.Protobuf;
using TransformerService.Distillation.Onnx.Proto;
using DataType = TransformerService.Distillation.Onnx.Proto.TensorProto.Types.DataType;

namespace TransformerService.Inference.Tests.Exports;

/// <summary>Changes a fixture's graph into what other exporters write.</summary>
internal sealed class GraphEdit(string path)
{
    private readonly ModelProto _model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(path));

    public GraphProto Graph => _model.Graph;

    public ModelProto Model => _model;

    /// <summary>Changes a file.</summary>
    public static void Change(string path, Action<GraphEdit> change)
    {
        var edit = new GraphEdit(path);
        change(edit);
        File.WriteAllBytes(path, edit._model.ToByteArray());
    }

    /// <summary>
    /// As exported without an input: every mask is ones, as long as <paramref name="like"/>'s dimensions <paramref name="first"/> and
    /// <paramref name="second"/>.
    /// </summary>
    public void ReplaceMaskByOnes(string mask, string like, int first = 0, int second = 1)
    {
        Graph.Input.Remove(Graph.Input.Single(input => input.Name == mask));
        Add("Shape", [like], "ones_shape");
        Numbers("ones_axes", first, second);
        Add("Gather", ["ones_shape", "ones_axes"], "ones_sizes");
        Add(
            "ConstantOfShape",
            ["ones_sizes"],
            mask,
            new AttributeProto
            {
                Name = "value",
                Type = AttributeProto.Types.AttributeType.Tensor,
                T = Tensor("", [1], [1]),
            }
        );
    }

    /// <summary>As exported with an input of another type.</summary>
    public void Retype(string input, DataType type, DataType before = DataType.Int64)
    {
        var inner = $"{input}_{before}";
        Rename(input, inner);
        Graph.Input.Single(value => value.Name == input).Type.TensorType.ElemType = (int)type;
        Add(
            "Cast",
            [input],
            inner,
            new AttributeProto
            {
                Name = "to",
                Type = AttributeProto.Types.AttributeType.Int,
                I = (long)before,
            }
        );
    }

    /// <summary>Puts a node between an output's maker and its name.</summary>
    public void Follow(string output, string type, params AttributeProto[] attributes)
    {
        var inner = $"{output}_before_{type}_{Graph.Node.Count}";
        Rename(output, inner);
        Add(type, [inner], output, attributes);
    }

    /// <summary>Renames a value wherever a node takes or makes it.</summary>
    public void Rename(string from, string to)
    {
        foreach (var node in Graph.Node)
        {
            Replace(node.Input);
            Replace(node.Output);
        }

        void Replace(IList<string> names)
        {
            for (var index = 0; index < names.Count; index++)
            {
                names[index] = names[index] == from ? to : names[index];
            }
        }
    }

    /// <summary>Renames an input or an output of the graph.</summary>
    public void RenameValue(string from, string to)
    {
        Rename(from, to);
        Graph.Input.Concat(Graph.Output).Single(value => value.Name == from).Name = to;
    }

    /// <summary>Declares the dimensions of an input or an output; 0 where they are free.</summary>
    public void Declare(string value, params long[] dimensions)
    {
        var shape = Graph.Input.Concat(Graph.Output).Single(other => other.Name == value).Type.TensorType.Shape;
        shape.Dim.Clear();
        shape.Dim.AddRange(
            dimensions.Select(
                (size, place) =>
                    size > 0
                        ? new TensorShapeProto.Types.Dimension { DimValue = size }
                        : new TensorShapeProto.Types.Dimension { DimParam = $"free_{place}" }
            )
        );
    }

    public void AddInput(string name, DataType type) =>
        Graph.Input.Add(
            new ValueInfoProto
            {
                Name = name,
                Type = new TypeProto
                {
                    TensorType = new TypeProto.Types.Tensor
                    {
                        ElemType = (int)type,
                        Shape = new TensorShapeProto
                        {
                            Dim =
                            {
                                new TensorShapeProto.Types.Dimension { DimParam = "b" },
                                new TensorShapeProto.Types.Dimension { DimParam = "s" },
                            },
                        },
                    },
                },
            }
        );

    public void Numbers(string name, params long[] values) => Graph.Initializer.Add(Tensor(name, [values.Length], values));

    public void Add(string type, string[] inputs, string output, params AttributeProto[] attributes)
    {
        // Last, wherever what takes it stands: ONNX Runtime sorts nodes itself.
        var node = new NodeProto { OpType = type, Name = $"{type}_{Graph.Node.Count}" };
        node.Input.AddRange(inputs);
        node.Output.Add(output);
        node.Attribute.AddRange(attributes);
        Graph.Node.Add(node);
    }

    private static TensorProto Tensor(string name, long[] dimensions, long[] values)
    {
        var tensor = new TensorProto
        {
            Name = name,
            DataType = (int)DataType.Int64,
            RawData = ByteString.CopyFrom([.. values.SelectMany(BitConverter.GetBytes)]),
        };
        tensor.Dims.AddRange(dimensions);
        return tensor;
    }
}
