using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Onnx.Graph;
using TransformerService.Distillation.Onnx.Layers;
using TransformerService.Distillation.Onnx.Proto;
using DataType = TransformerService.Distillation.Onnx.Proto.TensorProto.Types.DataType;

namespace TransformerService.Distillation.Onnx.Marian;

/// <summary>encoder_model.onnx: <c>[batch, length]</c> ids to <c>[batch, length, size]</c> states.</summary>
internal static class EncoderGraph
{
    public static ModelProto Build(TranslationShape shape, WeightSource weights, MarianExportOptions options)
    {
        var graph = new GraphBuilder("encoder_model");
        var ids = graph.Input("input_ids", DataType.Int64, "batch_size", "encoder_sequence_length");
        var mask = graph.Input("attention_mask", DataType.Int64, "batch_size", "encoder_sequence_length");

        var layers = new MarianLayers(graph, weights, shape, options);
        var batchAndLength = graph.Shape(ids, 0, 2);
        var heads = new HeadBuilder(graph, shape.Heads, shape.ModelSize / shape.Heads, batchAndLength);
        var length = graph.Squeeze(graph.Shape(ids, 1, 2), 0);
        var padding = Masks.Padding(graph, mask);
        var rows = layers.Embed(ids, graph.Range(length), "model.encoder.embeddings");
        for (var layer = 0; layer < shape.EncoderLayers; layer++)
        {
            var name = $"model.encoder.layers.{layer}";
            var attention = $"{name}.self_attn";
            (var queries, var keys, var values) = layers.QueryKeyValue(rows, attention, heads);
            var context = heads.Attend(queries, keys, values, padding, $"{attention}.context");
            rows = layers.AfterAttention(rows, context, attention);
            rows = layers.FeedForward(rows, name);
        }

        var states = graph.Reshape(rows, graph.Concat(0, [batchAndLength, graph.Constants(shape.ModelSize)]), "last_hidden_state");
        graph.Output(states, DataType.Float, "batch_size", "encoder_sequence_length", shape.ModelSize);
        return graph.Build();
    }
}
