using TransformerService.Distillation.Onnx.Marian;
using TransformerService.Distillation.Onnx.Proto;

namespace TransformerService.Engine;

/// <summary>
/// A merged decoder whose later steps return the encoder's keys and values through the If, which copies them at every step.
/// </summary>
internal static class StockMerge
{
    public static ModelProto Copying(MarianGraphs graphs)
    {
        var merged = MergedDecoderGraph.Build(graphs.Decoder, graphs.DecoderWithPast);
        var later = merged.Graph.Node[0].Attribute.Single(attribute => attribute.Name == "then_branch").G;
        foreach (
            var node in later.Node.Where(node =>
                node.OpType == "Constant" && node.Output[0].StartsWith("present.", StringComparison.Ordinal)
            )
        )
        {
            node.OpType = "Identity";
            node.Attribute.Clear();
            node.Input.Add(node.Output[0].Replace("present.", "past_key_values.", StringComparison.Ordinal));
        }

        return merged;
    }
}
