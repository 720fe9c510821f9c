using Google.Protobuf.Collections;
using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Onnx.Proto;
using DataType = TransformerService.Distillation.Onnx.Proto.TensorProto.Types.DataType;

namespace TransformerService.Distillation.Onnx.Graph;

/// <summary>
/// Builds one ONNX graph, node by node in the order of execution. A node has a name, and its (first) output has the same name.
/// The operators themselves are in <see cref="Operators"/>.
/// </summary>
internal sealed class GraphBuilder(string name)
{
    /// <summary>The operator set: the first one with LayerNormalization.</summary>
    public const int OperatorSet = 17;

    /// <summary>The version of the file format that belongs to <see cref="OperatorSet"/>.</summary>
    public const int FormatVersion = 8;

    /// <summary>The producer that its files name.</summary>
    public const string Producer = "TransformerService.Distillation";

    private readonly GraphProto _graph = new() { Name = name };
    private readonly HashSet<string> _names = [];
    private readonly Dictionary<string, string> _renamed = [];
    private int _unnamed;

    /// <summary>Declares an input of the graph.</summary>
    public Value Input(string name, DataType type, params ReadOnlySpan<Dimension> shape)
    {
        Claim(name);
        _graph.Input.Add(Describe(name, type, shape));
        return new Value(name);
    }

    /// <summary>Declares a value to be an output of the graph, under the value's own name.</summary>
    public void Output(Value value, DataType type, params ReadOnlySpan<Dimension> shape) =>
        _graph.Output.Add(Describe(value.Name, type, shape));

    /// <summary>
    /// Declares a value as an output of the graph and renames it to <paramref name="name"/> wherever the graph reads it; an Identity node
    /// would copy it.
    /// </summary>
    public void Output(Value value, string name, DataType type, params ReadOnlySpan<Dimension> shape)
    {
        Claim(name);
        _renamed.Add(value.Name, name);
        _graph.Output.Add(Describe(name, type, shape));
    }

    /// <summary>Stores a weight. If the name is already stored, it is assumed to be the same weight.</summary>
    public Value Weight(string name, WeightTensor weight)
    {
        if (_names.Add(name))
        {
            _graph.Initializer.Add(TensorProtos.Floats(name, weight.Shape, weight.Values));
        }

        return new Value(name);
    }

    /// <summary>A constant number.</summary>
    public Value Constant(float value)
    {
        var name = FormattableString.Invariant($"float_{value}");
        if (_names.Add(name))
        {
            _graph.Initializer.Add(TensorProtos.Floats(name, [], [value]));
        }

        return new Value(name);
    }

    /// <summary>A constant whole number, a tensor without dimensions.</summary>
    public Value Constant(long value)
    {
        var name = FormattableString.Invariant($"int_{value}");
        if (_names.Add(name))
        {
            _graph.Initializer.Add(TensorProtos.Int64s(name, [], [value]));
        }

        return new Value(name);
    }

    /// <summary>A constant list of whole numbers.</summary>
    public Value Constants(params ReadOnlySpan<long> values)
    {
        var name = $"ints_{string.Join('_', values.ToArray())}";
        if (_names.Add(name))
        {
            _graph.Initializer.Add(TensorProtos.Int64s(name, [values.Length], values));
        }

        return new Value(name);
    }

    /// <summary>Adds a node with one output.</summary>
    /// <param name="operation">The operator.</param>
    /// <param name="name">Name of the node and its output, or <see langword="null"/> for a generated one.</param>
    /// <param name="inputs">The operator's inputs.</param>
    /// <param name="attributes">The operator's attributes.</param>
    public Value Node(string operation, string? name, ReadOnlySpan<Value> inputs, params ReadOnlySpan<AttributeProto> attributes) =>
        Add(operation, name, inputs, attributes, outputs: 1)[0];

    /// <summary>Adds a node with several outputs.</summary>
    public Value[] Nodes(
        string operation,
        string? name,
        ReadOnlySpan<Value> inputs,
        int outputs,
        params ReadOnlySpan<AttributeProto> attributes
    ) => Add(operation, name, inputs, attributes, outputs);

    /// <summary>The finished graph, such as the body of a node in another graph.</summary>
    public GraphProto BuildGraph()
    {
        foreach (var node in _graph.Node)
        {
            Rename(node.Input);
            Rename(node.Output);
        }

        return _graph;
    }

    /// <summary>The finished model.</summary>
    public ModelProto Build()
    {
        var model = new ModelProto
        {
            IrVersion = FormatVersion,
            ProducerName = Producer,
            Graph = BuildGraph(),
        };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = OperatorSet });
        return model;
    }

    private Value[] Add(string operation, string? name, ReadOnlySpan<Value> inputs, ReadOnlySpan<AttributeProto> attributes, int outputs)
    {
        name ??= $"{operation}_{_unnamed++}";
        Claim(name);
        var node = new NodeProto { Name = name, OpType = operation };
        foreach (var input in inputs)
        {
            node.Input.Add(input.Name);
        }

        var values = new Value[outputs];
        for (var output = 0; output < outputs; output++)
        {
            values[output] = new Value(output == 0 ? name : $"{name}:{output}");
            node.Output.Add(values[output].Name);
        }

        foreach (var attribute in attributes)
        {
            node.Attribute.Add(attribute);
        }

        _graph.Node.Add(node);
        return values;
    }

    private void Rename(RepeatedField<string> values)
    {
        for (var place = 0; place < values.Count; place++)
        {
            values[place] = _renamed.GetValueOrDefault(values[place], values[place]);
        }
    }

    private void Claim(string name)
    {
        if (!_names.Add(name))
        {
            throw new ArgumentException($"The graph already has a '{name}'.", nameof(name));
        }
    }

    private static ValueInfoProto Describe(string name, DataType type, ReadOnlySpan<Dimension> shape)
    {
        var dimensions = new TensorShapeProto();
        foreach (var dimension in shape)
        {
            dimensions.Dim.Add(
                dimension.Name is { } free
                    ? new TensorShapeProto.Types.Dimension { DimParam = free }
                    : new TensorShapeProto.Types.Dimension { DimValue = dimension.Size }
            );
        }

        return new ValueInfoProto
        {
            Name = name,
            Type = new TypeProto
            {
                TensorType = new TypeProto.Types.Tensor { ElemType = (int)type, Shape = dimensions },
            },
        };
    }
}
