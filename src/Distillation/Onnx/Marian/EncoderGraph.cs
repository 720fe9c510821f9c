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
        Value ids = graph.Input("input_ids", DataType.Int64, "batch_size", "encoder_sequence_length");
        Value mask = graph.Input("attention_mask", DataType.Int64, "batch_size", "encoder_sequence_length");

        var layers = new MarianLayers(graph, weights, shape, options);
        Value batchAndLength = graph.Shape(ids, 0, 2);
        var heads = new HeadBuilder(graph, shape.Heads, shape.ModelSize / shape.Heads, batchAndLength);
        Value length = graph.Squeeze(graph.Shape(ids, 1, 2), 0);
        Value padding = Masks.Padding(graph, mask);
        Value rows = layers.Embed(ids, graph.Range(length), "model.encoder.embeddings");
        for (int layer = 0; layer < shape.EncoderLayers; layer++)
        {
            string name = $"model.encoder.layers.{layer}";
            string attention = $"{name}.self_attn";
            (Value queries, Value keys, Value values) = layers.QueryKeyValue(rows, attention, heads);
            Value context = heads.Attend(queries, keys, values, padding, $"{attention}.context");
            rows = layers.AfterAttention(rows, context, attention);
            rows = layers.FeedForward(rows, name);
        }

        Value states = graph.Reshape(rows, graph.Concat(0, [batchAndLength, graph.Constants(shape.ModelSize)]), "last_hidden_state");
        graph.Output(states, DataType.Float, "batch_size", "encoder_sequence_length", shape.ModelSize);
        return graph.Build();
    }
}
