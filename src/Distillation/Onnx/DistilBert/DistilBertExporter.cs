using System.Text.Json.Nodes;
using Microsoft.ML.OnnxRuntime;
using TransformerService.Distillation.HuggingFace;
using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Onnx.Layers;
using TransformerService.Distillation.Onnx.Proto;
using TransformerService.Distillation.Onnx.Quantization;

namespace TransformerService.Distillation.Onnx.DistilBert;

/// <summary>
/// Writes a trained classifier as Hugging Face Optimum writes a DistilBertForSequenceClassification: model.onnx and config.json. The
/// caller adds the tokenizer's files.
/// </summary>
internal static class DistilBertExporter
{
    /// <summary>Builds the graph in float32.</summary>
    /// <param name="shape">The model's shape.</param>
    /// <param name="weights">Its weights, by the names of DistilBertForSequenceClassification's state_dict.</param>
    /// <exception cref="ExportException">A weight is missing or does not have the expected shape.</exception>
    public static ModelProto Build(DistilBertShape shape, IReadOnlyDictionary<string, WeightTensor> weights) =>
        shape.ModelSize % shape.Heads == 0
            ? DistilBertGraph.Build(shape, new WeightSource(weights))
            : throw new ExportException($"{shape.Heads} heads do not divide {shape.ModelSize} features.");

    /// <summary>Measures the activations of the float32 graph on texts, to quantise it with <see cref="Quantizer"/>.</summary>
    /// <param name="graph">The float32 graph.</param>
    /// <param name="examples">Token ids with their special tokens.</param>
    /// <param name="cancellationToken">Stops between two examples.</param>
    public static CalibrationRanges Calibrate(ModelProto graph, IReadOnlyList<int[]> examples, CancellationToken cancellationToken)
    {
        var ranges = new CalibrationRanges();
        using var calibrator = new Calibrator(graph, ranges);
        foreach (var example in examples)
        {
            cancellationToken.ThrowIfCancellationRequested();
            long[] shape = [1, example.Length];
            using var ids = OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(example, id => (long)id), shape);
            using var mask = OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(example, _ => 1L), shape);
            calibrator.Run(["input_ids", "attention_mask"], [ids, mask]);
        }

        return ranges;
    }

    /// <summary>Writes a graph, float32 or quantised, and config.json into a folder, which is created if necessary.</summary>
    public static void Write(string folder, DistilBertShape shape, ModelProto graph)
    {
        Directory.CreateDirectory(folder);
        OnnxFile.Write(Path.Combine(folder, "model.onnx"), graph);
        JsonFiles.Write(folder, "config.json", Config(shape));
    }

    private static JsonObject Config(DistilBertShape shape) =>
        new()
        {
            ["activation"] = "gelu",
            ["architectures"] = new JsonArray("DistilBertForSequenceClassification"),
            ["attention_dropout"] = shape.Dropout,
            ["dim"] = shape.ModelSize,
            ["dropout"] = shape.Dropout,
            ["hidden_dim"] = shape.FeedForward,
            ["id2label"] = new JsonObject(
                shape.Labels.Select((label, id) => KeyValuePair.Create(FormattableString.Invariant($"{id}"), (JsonNode?)label))
            ),
            ["initializer_range"] = 0.02,
            ["label2id"] = new JsonObject(shape.Labels.Select((label, id) => KeyValuePair.Create(label, (JsonNode?)id))),
            ["max_position_embeddings"] = shape.MaxPositions,
            ["model_type"] = "distilbert",
            ["n_heads"] = shape.Heads,
            ["n_layers"] = shape.Layers,
            ["pad_token_id"] = shape.PadTokenId,
            ["qa_dropout"] = 0.1,
            ["seq_classif_dropout"] = shape.ClassifierDropout,
            ["sinusoidal_pos_embds"] = false,
            ["vocab_size"] = shape.Vocabulary,
        };
}
