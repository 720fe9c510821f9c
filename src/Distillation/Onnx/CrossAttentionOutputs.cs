using System.Globalization;
using Google.Protobuf.Collections;
using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Onnx.Graph;
using TransformerService.Distillation.Onnx.Proto;
using DataType = TransformerService.Distillation.Onnx.Proto.TensorProto.Types.DataType;

namespace TransformerService.Distillation.Onnx;

/// <summary>
/// Declares a decoder's attention to the encoder's states as outputs, <c>cross_attentions.N</c> of
/// <c>[batch, heads, target, source]</c> for each layer. The dataflow says which it is: the Softmax whose result multiplies
/// <c>present.N.encoder.value</c>. No node is added: the Softmax's own value becomes the output, so it costs nothing where it is not asked
/// for.
/// </summary>
internal sealed class CrossAttentionOutputs
{
    private const string Prefix = "cross_attentions.";
    private const string Present = "present.",
        Values = ".encoder.value",
        Axis = "axis";

    /// <summary>The operators that a value passes without changing what it is, in float32 or quantised.</summary>
    private static readonly string[] Passing = ["Identity", "Reshape", "Dropout", "Cast", "QuantizeLinear", "DequantizeLinear"];

    private readonly GraphProto _graph;
    private readonly Dictionary<string, NodeProto> _producers;

    private CrossAttentionOutputs(GraphProto graph)
    {
        _graph = graph;
        _producers = graph.Node.SelectMany(node => node.Output.Select(output => (output, node))).ToDictionary();
    }

    /// <summary>The output of a layer.</summary>
    public static string Name(int layer) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{layer}");

    /// <summary>The number of layers whose attention a decoder gives.</summary>
    /// <param name="outputs">The names of its outputs.</param>
    public static int Count(IEnumerable<string> outputs) => outputs.Count(name => name.StartsWith(Prefix, StringComparison.Ordinal));

    /// <summary>Returns a copy with the outputs; those that it has already stay.</summary>
    /// <param name="decoder">A decoder that returns the encoder's values, which those without a cache do not.</param>
    /// <exception cref="ExportException">It does not return them, or their attention is not recognised.</exception>
    public static ModelProto Declare(ModelProto decoder)
    {
        var model = decoder.Clone();
        ValueInfoProto[] values =
        [
            .. model.Graph.Output.Where(output =>
                output.Name.StartsWith(Present, StringComparison.Ordinal) && output.Name.EndsWith(Values, StringComparison.Ordinal)
            ),
        ];
        if (values.Length == 0)
        {
            throw new ExportException($"The decoder returns no {Present}N{Values}: it must be exported with a cache.");
        }

        HashSet<string> declared = [.. model.Graph.Output.Select(output => output.Name)];
        foreach (var value in values)
        {
            var name = $"{Prefix}{value.Name[Present.Length..^Values.Length]}";
            if (!declared.Contains(name))
            {
                new CrossAttentionOutputs(model.Graph).Declare(value, name);
            }
        }

        return model;
    }

    private void Declare(ValueInfoProto value, string name)
    {
        var type = value.Type.TensorType;
        if (type.ElemType != (int)DataType.Float || type.Shape?.Dim is not [var batch, { DimValue: > 0 } heads, var source, _])
        {
            throw new ExportException($"{value.Name} is not of float32 and [batch, heads, source, size] with a fixed number of heads.");
        }

        var softmax = SoftmaxOf(value.Name);
        SetName(softmax, name);
        var shape = new TensorShapeProto();
        shape.Dim.Add(batch.Clone());
        shape.Dim.Add(heads.Clone());
        shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimParam = "decoder_sequence_length" });
        shape.Dim.Add(source.Clone());
        _graph.Output.Add(
            new ValueInfoProto
            {
                Name = name,
                Type = new TypeProto
                {
                    TensorType = new TypeProto.Types.Tensor { ElemType = (int)DataType.Float, Shape = shape },
                },
            }
        );
    }

    /// <summary>The Softmax whose result multiplies a layer's values.</summary>
    private NodeProto SoftmaxOf(string values)
    {
        var origin = values;
        while (_producers.TryGetValue(origin, out var producer) && producer.OpType == "Identity")
        {
            origin = producer.Input[0];
        }

        // What is made of the values without changing what they are.
        HashSet<string> same = [origin];
        foreach (var node in _graph.Node.Where(node => Passing.Contains(node.OpType) && same.Contains(node.Input[0])))
        {
            same.Add(node.Output[0]);
        }

        NodeProto[] products = [.. _graph.Node.Where(node => node.OpType == "MatMul" && same.Contains(node.Input[1]))];
        var found = products is [var product] ? _producers.GetValueOrDefault(product.Input[0]) : null;
        while (found is not null && Passing.Contains(found.OpType))
        {
            found = _producers.GetValueOrDefault(found.Input[0]);
        }

        return found is { OpType: "Softmax" }
            ? found
            : throw new ExportException($"The attention that reads {values} is not recognised: no Softmax multiplies it.");
    }

    /// <summary>Names the Softmax's result.</summary>
    private void SetName(NodeProto softmax, string name)
    {
        var result = softmax.Output[0];
        if (
            _producers.GetValueOrDefault(softmax.Input[0]) is { OpType: "Reshape" } reshape
            && RankOf(reshape.Input[1]) == 3
            && _graph.Node.Count(node => node.Input.Contains(reshape.Output[0])) == 1
        )
        {
            Exchange(reshape, softmax);
            result = softmax.Output[0];
        }

        foreach (var node in _graph.Node)
        {
            Rename(node.Input, result, name);
            Rename(node.Output, result, name);
        }
    }

    /// <summary>
    /// PyTorch joins batch and heads for its products. The Softmax and that Reshape change places: of <c>[batch, heads, target, source]</c>
    /// it computes the same.
    /// </summary>
    private void Exchange(NodeProto reshape, NodeProto softmax)
    {
        var axis = softmax.Attribute.FirstOrDefault(attribute => attribute.Name == Axis);
        if (axis is not null && axis.I is not (-1 or 2))
        {
            throw new ExportException($"The Softmax '{softmax.Name}' is not over the source's positions.");
        }

        softmax.Attribute.Clear();
        softmax.Attribute.Add(Attributes.Integer(Axis, -1));
        int before = _graph.Node.IndexOf(reshape),
            after = _graph.Node.IndexOf(softmax);
        (_graph.Node[before], _graph.Node[after]) = (softmax, reshape);
        (var joined, var result) = (reshape.Output[0], softmax.Output[0]);
        softmax.Input[0] = reshape.Input[0];
        softmax.Output[0] = joined;
        reshape.Input[0] = joined;
        reshape.Output[0] = result;
    }

    /// <summary>The number of dimensions that a shape has; <see langword="null"/> if the graph does not say.</summary>
    private long? RankOf(string shape)
    {
        if (_graph.Initializer.FirstOrDefault(tensor => tensor.Name == shape) is { Dims: [var stored] })
        {
            return stored;
        }

        return _producers.GetValueOrDefault(shape) switch
        {
            { OpType: "Concat" } concat => concat.Input.Count,
            { OpType: "Constant" } constant when constant.Attribute is [{ T.Dims: [var size] }] => size,
            _ => null,
        };
    }

    private static void Rename(RepeatedField<string> names, string from, string to)
    {
        for (var place = 0; place < names.Count; place++)
        {
            names[place] = names[place] == from ? to : names[place];
        }
    }
}
