using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Onnx.Graph;
using TransformerService.Distillation.Onnx.Layers;
using TransformerService.Distillation.Onnx.Proto;
using DataType = TransformerService.Distillation.Onnx.Proto.TensorProto.Types.DataType;

namespace TransformerService.Distillation.Onnx.Marian;

/// <summary>
/// decoder_with_past_model.onnx: one position after those of the cache. It runs once per generated token, so it contains no transpose
/// and computes no shape but attention's position. An SSRU's cache does not tell the position, which is an input then.
/// </summary>
internal static class DecoderWithPastGraph
{
    public static ModelProto Build(TranslationShape shape, WeightSource weights, MarianExportOptions options)
    {
        var graph = new GraphBuilder("decoder_with_past_model");
        var size = shape.ModelSize / shape.Heads;
        var isRecurrent = shape.Decoder == DecoderType.Ssru;
        var mask = graph.Input("encoder_attention_mask", DataType.Int64, "batch_size", "encoder_sequence_length");
        var ids = graph.Input("input_ids", DataType.Int64, "batch_size", 1);
        Value? positions = isRecurrent ? graph.Input("position_ids", DataType.Int64, "batch_size", 1) : null;
        var layers = new MarianLayers(graph, weights, shape, options);
        var heads = new HeadBuilder(graph, shape.Heads, size, batchAndLength: null);
        var ssru = new SsruLayers(graph, layers, shape);
        Value[][] pasts = [.. Enumerable.Range(0, shape.DecoderLayers).Select(Pasts)];
        var padding = Masks.Padding(graph, mask);
        var rows = layers.Embed(ids, positions ?? graph.Shape(pasts[0][0], 2, 3), "model.decoder.embeddings");
        List<Value> presents = [];
        for (var layer = 0; layer < shape.DecoderLayers; layer++)
        {
            var name = $"model.decoder.layers.{layer}";
            rows = isRecurrent ? ReadState(rows, layer) : Attend(rows, layer);

            var cross = $"{name}.encoder_attn";
            var encoderQueries = layers.Query(rows, cross, heads);
            rows = layers.AfterAttention(
                rows,
                heads.Attend(encoderQueries, pasts[layer][^2], pasts[layer][^1], padding, $"{cross}.context"),
                cross
            );
            rows = layers.FeedForward(rows, name);
        }

        var logits = graph.Reshape(layers.Output(rows), graph.Constants(-1, 1, shape.Vocabulary), "logits");
        graph.Output(logits, DataType.Float, "batch_size", 1, shape.Vocabulary);
        Dimension[] cached = isRecurrent
            ? ["batch_size", shape.ModelSize]
            : ["batch_size", shape.Heads, "past_decoder_sequence_length + 1", size];
        presents.ForEach(present => graph.Output(present, DataType.Float, cached));
        return graph.Build();

        Value ReadState(Value rows, int layer)
        {
            (var read, var state) = ssru.Step(rows, pasts[layer][0], layer);
            presents.Add(state);
            return read;
        }

        Value Attend(Value rows, int layer)
        {
            var self = $"model.decoder.layers.{layer}.self_attn";
            (var queries, var key, var value) = layers.QueryKeyValue(rows, self, heads);
            var keys = graph.Concat(2, [pasts[layer][0], key], $"present.{layer}.decoder.key");
            var values = graph.Concat(2, [pasts[layer][1], value], $"present.{layer}.decoder.value");
            presents.AddRange(keys, values);
            return layers.AfterAttention(rows, heads.Attend(queries, keys, values, mask: null, $"{self}.context"), self);
        }

        Value[] Pasts(int layer) =>
            [
                .. isRecurrent
                    ? [graph.Input(SsruLayers.Past(layer), DataType.Float, "batch_size", shape.ModelSize)]
                    : new[]
                    {
                        Past($"{layer}.decoder.key", "past_decoder_sequence_length"),
                        Past($"{layer}.decoder.value", "past_decoder_sequence_length"),
                    },
                Past($"{layer}.encoder.key", "encoder_sequence_length_out"),
                Past($"{layer}.encoder.value", "encoder_sequence_length_out"),
            ];

        Value Past(string name, string length) =>
            graph.Input($"past_key_values.{name}", DataType.Float, "batch_size", shape.Heads, length, size);
    }
}
