using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Onnx.Graph;
using TransformerService.Distillation.Onnx.Layers;
using TransformerService.Distillation.Onnx.Proto;
using DataType = TransformerService.Distillation.Onnx.Proto.TensorProto.Types.DataType;

namespace TransformerService.Distillation.Onnx.Marian;

/// <summary>decoder_model.onnx: any number of positions from the first on, with the cache that later steps need.</summary>
internal static class DecoderGraph
{
    public static ModelProto Build(TranslationShape shape, WeightSource weights, MarianExportOptions options)
    {
        var graph = new GraphBuilder("decoder_model");
        var mask = graph.Input("encoder_attention_mask", DataType.Int64, "batch_size", "encoder_sequence_length");
        var ids = graph.Input("input_ids", DataType.Int64, "batch_size", "decoder_sequence_length");
        var states = graph.Input("encoder_hidden_states", DataType.Float, "batch_size", "encoder_sequence_length", shape.ModelSize);

        var layers = new MarianLayers(graph, weights, shape, options);
        var size = shape.ModelSize / shape.Heads;
        var batchAndLength = graph.Shape(ids, 0, 2);
        var heads = new HeadBuilder(graph, shape.Heads, size, batchAndLength);
        var encoderHeads = new HeadBuilder(graph, shape.Heads, size, graph.Shape(states, 0, 2));
        var length = graph.Squeeze(graph.Shape(ids, 1, 2), 0);
        List<(Value Value, string Name, Dimension[] Shape)> presents = [];
        var readTokensBefore = shape.Decoder == DecoderType.Ssru ? Ssru() : Attention();
        var padding = Masks.Padding(graph, mask);
        var encoderRows = graph.Reshape(states, graph.Constants(-1, shape.ModelSize), "encoder_rows");
        var rows = layers.Embed(ids, graph.Range(length), "model.decoder.embeddings");
        for (var layer = 0; layer < shape.DecoderLayers; layer++)
        {
            rows = readTokensBefore(rows, layer);

            var name = $"model.decoder.layers.{layer}";
            var cross = $"{name}.encoder_attn";
            (var encoderKeys, var encoderValues) = layers.KeyValue(encoderRows, cross, encoderHeads);
            var encoderQueries = layers.Query(rows, cross, heads);
            rows = layers.AfterAttention(
                rows,
                heads.Attend(encoderQueries, encoderKeys, encoderValues, padding, $"{cross}.context"),
                cross
            );
            rows = layers.FeedForward(rows, name);

            presents.Add((encoderKeys, $"present.{layer}.encoder.key", Heads("encoder_sequence_length_out")));
            presents.Add((encoderValues, $"present.{layer}.encoder.value", Heads("encoder_sequence_length_out")));
        }

        var logits = graph.Reshape(layers.Output(rows), graph.Concat(0, [batchAndLength, graph.Constants(shape.Vocabulary)]), "logits");
        graph.Output(logits, DataType.Float, "batch_size", "decoder_sequence_length", shape.Vocabulary);
        foreach ((var value, var name, var dimensions) in presents)
        {
            graph.Output(value, name, DataType.Float, dimensions);
        }

        return graph.Build();

        Func<Value, int, Value> Attention()
        {
            var causal = Masks.Causal(graph, length);
            return (rows, layer) =>
            {
                var self = $"model.decoder.layers.{layer}.self_attn";
                (var queries, var keys, var values) = layers.QueryKeyValue(rows, self, heads);
                presents.Add((keys, $"present.{layer}.decoder.key", Heads("past_decoder_sequence_length + 1")));
                presents.Add((values, $"present.{layer}.decoder.value", Heads("past_decoder_sequence_length + 1")));
                return layers.AfterAttention(rows, heads.Attend(queries, keys, values, causal, $"{self}.context"), self);
            };
        }

        Func<Value, int, Value> Ssru()
        {
            var ssru = new SsruLayers(graph, layers, shape);
            var start = graph.Zeros(graph.Concat(0, [graph.Shape(ids, 0, 1), graph.Constants(shape.ModelSize)]));
            return (rows, layer) =>
            {
                (var read, var state) = ssru.Scan(rows, batchAndLength, start, layer);
                presents.Add((state, SsruLayers.Present(layer), ["batch_size", shape.ModelSize]));
                return read;
            };
        }

        Dimension[] Heads(string length) => ["batch_size", shape.Heads, length, size];
    }
}
