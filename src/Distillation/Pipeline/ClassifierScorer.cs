using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using TransformerService.Distillation.Onnx.Proto;
using TransformerService.Distillation.Training;

namespace TransformerService.Distillation.Pipeline;

/// <summary>Scores a classifier's graph with ONNX Runtime, as it would be served.</summary>
internal static class ClassifierScorer
{
    /// <summary>Accuracy, 0 to 1.</summary>
    public static double Score(ModelProto graph, IReadOnlyList<LabelledIds> texts, CancellationToken cancellationToken)
    {
        using var options = new SessionOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        using var session = new InferenceSession(graph.ToByteArray(), options);
        using var run = new RunOptions();
        var right = 0;
        foreach (var text in texts)
        {
            cancellationToken.ThrowIfCancellationRequested();
            long[] shape = [1, text.Ids.Length];
            using var ids = OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(text.Ids, id => (long)id), shape);
            using var mask = OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(text.Ids, _ => 1L), shape);
            using var outputs = session.Run(run, ["input_ids", "attention_mask"], [ids, mask], ["logits"]);
            var logits = outputs[0].GetTensorDataAsSpan<float>();
            right += System.Numerics.Tensors.TensorPrimitives.IndexOfMax(logits) == text.Label ? 1 : 0;
        }

        return texts.Count == 0 ? 0 : right / (double)texts.Count;
    }
}
