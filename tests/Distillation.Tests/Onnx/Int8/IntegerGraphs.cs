using TransformerService.Distillation.Onnx.Graph;
using TransformerService.Distillation.Onnx.Proto;
using DataType = TransformerService.Distillation.Onnx.Proto.TensorProto.Types.DataType;

namespace TransformerService.Distillation.Tests.Onnx.Int8;

/// <summary>Graphs of one integer product each, in the forms that exporters write.</summary>
internal static class IntegerGraphs
{
    /// <summary>MatMulInteger: <c>a [rows, inputs]</c> of unsigned bytes to <c>c [rows, outputs]</c>, int32.</summary>
    /// <param name="weight">The weight, <c>[inputs, outputs]</c>.</param>
    /// <param name="outputs">Columns of the weight.</param>
    public static ModelProto MatMulInteger(ReadOnlySpan<sbyte> weight, int outputs)
    {
        var graph = new GraphProto { Name = "product" };
        graph.Initializer.Add(TensorProtos.Int8s("w", [weight.Length / outputs, outputs], weight));
        graph.Node.Add(Node("MatMulInteger", "c", "a", "w"));
        return Model(graph, DataType.Uint8, weight.Length / outputs, DataType.Int32, outputs);
    }

    /// <summary>
    /// MatMul between quantised values (QDQ), scales 1: <c>a [rows, inputs]</c> of floats that are whole numbers from 0 to 255, <c>c</c> of
    /// floats.
    /// </summary>
    public static ModelProto QuantizedMatMul(ReadOnlySpan<sbyte> weight, int outputs)
    {
        var graph = new GraphProto { Name = "product" };
        graph.Initializer.Add(TensorProtos.Int8s("w", [weight.Length / outputs, outputs], weight));
        graph.Initializer.Add(TensorProtos.Floats("scale", [], [1]));
        graph.Initializer.Add(TensorProtos.UInt8s("zero", [], [0]));
        graph.Initializer.Add(TensorProtos.Int8s("weight.zero", [], [0]));
        graph.Node.Add(Node("QuantizeLinear", "a.bytes", "a", "scale", "zero"));
        graph.Node.Add(Node("DequantizeLinear", "a.float", "a.bytes", "scale", "zero"));
        graph.Node.Add(Node("DequantizeLinear", "w.float", "w", "scale", "weight.zero"));
        graph.Node.Add(Node("MatMul", "c", "a.float", "w.float"));
        return Model(graph, DataType.Float, weight.Length / outputs, DataType.Float, outputs);
    }

    /// <summary>Dynamic quantisation as ONNX Runtime's tools write it: DynamicQuantizeLinear and MatMulInteger.</summary>
    public static ModelProto DynamicMatMul(ReadOnlySpan<sbyte> weight, int outputs)
    {
        var graph = new GraphProto { Name = "product" };
        graph.Initializer.Add(TensorProtos.Int8s("w", [weight.Length / outputs, outputs], weight));
        graph.Initializer.Add(TensorProtos.Int8s("weight.zero", [], [0]));
        var quantize = Node("DynamicQuantizeLinear", "a.bytes", "a");
        quantize.Output.Add(["a.scale", "a.zero"]);
        graph.Node.Add(quantize);
        graph.Node.Add(Node("MatMulInteger", "sums", "a.bytes", "w", "a.zero", "weight.zero"));
        graph.Node.Add(Node("Cast", "sums.float", "sums"));
        graph.Node[^1].Attribute.Add(Attributes.Integer("to", (long)DataType.Float));
        graph.Node.Add(Node("Mul", "c", "sums.float", "a.scale"));
        return Model(graph, DataType.Float, weight.Length / outputs, DataType.Float, outputs);
    }

    private static ModelProto Model(GraphProto graph, DataType inputType, int inputs, DataType outputType, int outputs)
    {
        graph.Input.Add(Value("a", inputType, inputs));
        graph.Output.Add(Value("c", outputType, outputs));
        return new ModelProto
        {
            IrVersion = GraphBuilder.FormatVersion,
            OpsetImport = { new OperatorSetIdProto { Version = GraphBuilder.OperatorSet } },
            Graph = graph,
        };
    }

    private static ValueInfoProto Value(string name, DataType type, int columns)
    {
        var shape = new TensorShapeProto
        {
            Dim =
            {
                new TensorShapeProto.Types.Dimension { DimParam = "rows" },
                new TensorShapeProto.Types.Dimension { DimValue = columns },
            },
        };
        return new ValueInfoProto
        {
            Name = name,
            Type = new TypeProto
            {
                TensorType = new TypeProto.Types.Tensor { ElemType = (int)type, Shape = shape },
            },
        };
    }

    private static NodeProto Node(string operation, string output, params string[] inputs)
    {
        var node = new NodeProto
        {
            Name = output,
            OpType = operation,
            Output = { output },
        };
        node.Input.AddRange(inputs);
        return node;
    }
}
