using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Onnx.Graph;
using TransformerService.Distillation.Onnx.Layers;
using TransformerService.Distillation.Onnx.Proto;
using DataType = TransformerService.Distillation.Onnx.Proto.TensorProto.Types.DataType;

namespace TransformerService.Distillation.Onnx.Marian;

/// <summary>
/// decoder_with_past_model.onnx: one position after those of the cache. It runs once per generated token, so it contains no transpose
/// and computes no shape.
/// </summary>
internal static class DecoderWithPastGraph
{
    public static ModelProto Build(TranslationShape shape, WeightSource weights, MarianExportOptions options)
    {
        var graph = new GraphBuilder("decoder_with_past_model");
        int size = shape.ModelSize / shape.Heads;
        Value mask = graph.Input("encoder_attention_mask", DataType.Int64, "batch_size", "encoder_sequence_length");
        Value ids = graph.Input("input_ids", DataType.Int64, "batch_size", 1);
        var layers = new MarianLayers(graph, weights, shape, options);
        var heads = new HeadBuilder(graph, shape.Heads, size, batchAndLength: null);
        var pasts = new Value[shape.DecoderLayers][];
        for (int layer = 0; layer < shape.DecoderLayers; layer++)
        {
            pasts[layer] =
            [
                Past($"{layer}.decoder.key", "past_decoder_sequence_length"),
                Past($"{layer}.decoder.value", "past_decoder_sequence_length"),
                Past($"{layer}.encoder.key", "encoder_sequence_length_out"),
                Past($"{layer}.encoder.value", "encoder_sequence_length_out"),
            ];
        }

        Value padding = Masks.Padding(graph, mask);
        Value rows = layers.Embed(ids, graph.Shape(pasts[0][0], 2, 3), "model.decoder.embeddings");
        List<Value> presents = [];
        for (int layer = 0; layer < shape.DecoderLayers; layer++)
        {
            string name = $"model.decoder.layers.{layer}";
            string self = $"{name}.self_attn",
                cross = $"{name}.encoder_attn";
            (Value queries, Value key, Value value) = layers.QueryKeyValue(rows, self, heads);
            Value keys = graph.Concat(2, [pasts[layer][0], key], $"present.{layer}.decoder.key");
            Value values = graph.Concat(2, [pasts[layer][1], value], $"present.{layer}.decoder.value");
            presents.AddRange(keys, values);
            rows = layers.AfterAttention(rows, heads.Attend(queries, keys, values, mask: null, $"{self}.context"), self);

            Value encoderQueries = layers.Query(rows, cross, heads);
            rows = layers.AfterAttention(
                rows,
                heads.Attend(encoderQueries, pasts[layer][2], pasts[layer][3], padding, $"{cross}.context"),
                cross
            );
            rows = layers.FeedForward(rows, name);
        }

        Value logits = graph.Reshape(layers.Output(rows), graph.Constants(-1, 1, shape.Vocabulary), "logits");
        graph.Output(logits, DataType.Float, "batch_size", 1, shape.Vocabulary);
        presents.ForEach(present =>
            graph.Output(present, DataType.Float, "batch_size", shape.Heads, "past_decoder_sequence_length + 1", size)
        );
        return graph.Build();

        Value Past(string name, string length) =>
            graph.Input($"past_key_values.{name}", DataType.Float, "batch_size", shape.Heads, length, size);
    }
}
