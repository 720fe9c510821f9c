using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Onnx.Graph;
using TransformerService.Distillation.Onnx.Proto;
using DataType = TransformerService.Distillation.Onnx.Proto.TensorProto.Types.DataType;

namespace TransformerService.Distillation.Onnx.Marian;

/// <summary>
/// decoder_model_merged.onnx: the two decoders, float32 or quantised, as the branches of one If over their common weights. As in
/// Optimum's, a later step returns dummies for the encoder's keys and values: its caller has them from the first step.
/// </summary>
internal static class MergedDecoderGraph
{
    public static ModelProto Build(ModelProto decoder, ModelProto decoderWithPast)
    {
        GraphProto first = decoder.Graph.Clone(),
            later = decoderWithPast.Graph.Clone();
        var graph = new GraphProto { Name = "decoder_model_merged" };
        graph.Input.AddRange(first.Input);
        graph.Input.AddRange(later.Input.Where(input => first.Input.All(other => other.Name != input.Name)));
        graph.Input.Add(Flag());
        graph.Output.AddRange(first.Output);
        graph.Initializer.AddRange(Common(first, later));

        AddDummies(first, later);
        foreach (var branch in (GraphProto[])[first, later])
        {
            branch.Input.Clear();
            branch.Initializer.Clear();
        }

        var choice = new NodeProto { Name = "use_cache", OpType = "If" };
        choice.Input.Add("use_cache_branch");
        choice.Output.AddRange(graph.Output.Select(output => output.Name));
        choice.Attribute.Add(
            new AttributeProto
            {
                Name = "then_branch",
                Type = AttributeProto.Types.AttributeType.Graph,
                G = later,
            }
        );
        choice.Attribute.Add(
            new AttributeProto
            {
                Name = "else_branch",
                Type = AttributeProto.Types.AttributeType.Graph,
                G = first,
            }
        );
        graph.Node.Add(choice);
        var merged = decoder.Clone();
        merged.Graph = graph;
        return merged;
    }

    private static ValueInfoProto Flag()
    {
        var shape = new TensorShapeProto { Dim = { new TensorShapeProto.Types.Dimension { DimValue = 1 } } };
        return new ValueInfoProto
        {
            Name = "use_cache_branch",
            Type = new TypeProto
            {
                TensorType = new TypeProto.Types.Tensor { ElemType = (int)DataType.Bool, Shape = shape },
            },
        };
    }

    /// <summary>The weights of both decoders; weights with the same name are stored once.</summary>
    private static Dictionary<string, TensorProto>.ValueCollection Common(GraphProto first, GraphProto later)
    {
        var tensors = first.Initializer.ToDictionary(tensor => tensor.Name);
        foreach (var tensor in later.Initializer)
        {
            if (!tensors.TryAdd(tensor.Name, tensor) && !tensors[tensor.Name].Equals(tensor))
            {
                throw new ExportException($"The two decoders differ in '{tensor.Name}': they do not belong to the same model.");
            }
        }

        return tensors.Values;
    }

    /// <summary>
    /// Adds outputs to the later branch, so that both branches have the same: empty tensors for those that it does not compute.
    /// </summary>
    private static void AddDummies(GraphProto first, GraphProto later)
    {
        var computed = later.Output.ToDictionary(output => output.Name);
        later.Output.Clear();
        foreach (var output in first.Output)
        {
            if (computed.TryGetValue(output.Name, out var own))
            {
                later.Output.Add(own);
                continue;
            }

            var dimensions = output.Type.TensorType.Shape.Dim;
            var empty = TensorProtos.Floats($"{output.Name}.dummy", [0, dimensions[1].DimValue, 1, dimensions[3].DimValue], []);
            var node = new NodeProto { Name = output.Name, OpType = "Constant" };
            node.Output.Add(output.Name);
            node.Attribute.Add(
                new AttributeProto
                {
                    Name = "value",
                    Type = AttributeProto.Types.AttributeType.Tensor,
                    T = empty,
                }
            );
            later.Node.Add(node);
            later.Output.Add(output);
        }
    }
}
