using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Onnx.Graph;
using TransformerService.Distillation.Onnx.Proto;
using TransformerService.Models.Exports.Shortlists;
using DataType = TransformerService.Distillation.Onnx.Proto.TensorProto.Types.DataType;

namespace TransformerService.Distillation.Onnx.Marian;

/// <summary>
/// The graphs of an int8 export with a lexical shortlist (docs/decisions/0017-lexical-shortlist.md): the decoders up to the bytes that the
/// last product multiplies, and a look-up of that product's rows.
/// </summary>
internal static class ShortlistGraphs
{
    /// <summary>The last product's name.</summary>
    public const string Product = "lm_head";

    private const string Logits = "logits",
        States = "output_layer_input";

    /// <summary>The graphs by their files' names.</summary>
    /// <param name="graphs">The quantised graphs.</param>
    /// <exception cref="ExportException">The last product is not quantised.</exception>
    public static IReadOnlyDictionary<string, ModelProto> Of(MarianGraphs graphs) =>
        new Dictionary<string, ModelProto>
        {
            [ShortlistExport.Decoder] = WithoutProduct(graphs.Decoder),
            [ShortlistExport.DecoderWithPast] = WithoutProduct(graphs.DecoderWithPast),
            [ShortlistExport.OutputLayer] = Rows(graphs.Decoder),
        };

    // Both decoders quantise the input of the product with one range, which is measured by its name.
    private static ModelProto WithoutProduct(ModelProto decoder)
    {
        var model = decoder.Clone();
        var graph = model.Graph;
        (var input, var weight, _) = Parts(model);
        var bytes = input.Input[0];
        var logits = graph.Output.Single(output => output.Name == Logits);
        var size = graph.Initializer.Single(tensor => tensor.Name == weight.Input[0]).Dims[1];
        logits.Name = States;
        logits.Type.TensorType.ElemType = (int)DataType.Uint8;
        var dimensions = logits.Type.TensorType.Shape.Dim;
        dimensions.Clear();
        dimensions.Add(new TensorShapeProto.Types.Dimension { DimParam = "rows" });
        dimensions.Add(new TensorShapeProto.Types.Dimension { DimValue = size });
        foreach (var node in graph.Node)
        {
            Rename(node.Input);
            Rename(node.Output);
        }

        RemoveUnread(graph);
        return model;

        void Rename(IList<string> names)
        {
            for (var place = 0; place < names.Count; place++)
            {
                names[place] = names[place] == bytes ? States : names[place];
            }
        }
    }

    private static ModelProto Rows(ModelProto decoder)
    {
        (var input, var weight, var bias) = Parts(decoder);
        var stored = decoder.Graph.Initializer.ToDictionary(tensor => tensor.Name);
        var builder = new GraphBuilder("output_layer");
        var ids = builder.Input("input_ids", DataType.Int64, "pieces");
        var size = stored[weight.Input[0]].Dims[1];
        builder.Output(builder.Gather(new Value(weight.Input[0]), ids, "weight"), DataType.Int8, "pieces", size);
        builder.Output(builder.Gather(new Value(weight.Input[1]), ids, "scale"), DataType.Float, "pieces");
        builder.Output(builder.Gather(new Value(bias.Input[0]), ids, "bias"), DataType.Int32, "pieces");
        builder.Output(builder.Node("Identity", "input_scale", [new Value(input.Input[1])]), DataType.Float);
        builder.Output(builder.Node("Identity", "input_zero_point", [new Value(input.Input[2])]), DataType.Uint8);
        var model = builder.Build();
        string[] read = [weight.Input[0], weight.Input[1], bias.Input[0], input.Input[1], input.Input[2]];
        model.Graph.Initializer.AddRange(read.Select(name => stored[name].Clone()));
        return model;
    }

    /// <summary>The nodes that dequantise the last product's input, weight and bias.</summary>
    private static (NodeProto Input, NodeProto Weight, NodeProto Bias) Parts(ModelProto model)
    {
        var product = model.Graph.Node.Single(node => node.Name == Product);
        NodeProto[] parts =
        [
            .. product
                .Input.Select(name => model.Graph.Node.FirstOrDefault(node => node.Output.Contains(name)))
                .OfType<NodeProto>()
                .Where(node => node.OpType == "DequantizeLinear"),
        ];
        return parts is [var input, var weight, var bias]
            ? (input, weight, bias)
            : throw new ExportException("A shortlist needs an int8 output layer: remove lm_head from quantization.keepFloat.");
    }

    /// <summary>Removes the nodes and weights that no output needs.</summary>
    private static void RemoveUnread(GraphProto graph)
    {
        HashSet<string> read = [.. graph.Output.Select(output => output.Name)];
        List<NodeProto> kept = [];
        foreach (var node in graph.Node.Reverse().Where(node => node.Output.Any(read.Contains)))
        {
            kept.Add(node);
            read.UnionWith(node.Input);
        }

        kept.Reverse();
        graph.Node.Clear();
        graph.Node.AddRange(kept);
        TensorProto[] tensors = [.. graph.Initializer.Where(tensor => read.Contains(tensor.Name))];
        graph.Initializer.Clear();
        graph.Initializer.AddRange(tensors);
    }
}
