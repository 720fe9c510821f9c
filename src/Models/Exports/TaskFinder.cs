using TransformerService.Models.Exports.Graphs;
using TransformerService.Models.Files;
using TransformerService.Models.Onnx;

namespace TransformerService.Models.Exports;

/// <summary>Finds out what an export does: an encoder-decoder translates; otherwise the outputs of its graph decide.</summary>
internal static class TaskFinder
{
    private const string Logits = "logits",
        ForTokens = "ForTokenClassification";

    private static readonly string[] Vectors = ["last_hidden_state", "token_embeddings", "sentence_embedding"];

    /// <summary>Returns the task; <see langword="null"/> if the files do not show it.</summary>
    public static ModelTask? Find(string folder)
    {
        if (OnnxFileFinder.Find(folder, ModelTask.Translation, []).Encoder is not null)
        {
            return ModelTask.Translation;
        }

        if (OnnxFileFinder.Find(folder, ModelTask.TextClassification, []).Model is not { } model || OnnxGraph.Read(model) is not { } graph)
        {
            return null;
        }

        if (!graph.Outputs.TryGetValue(Logits, out var logits))
        {
            return graph.Outputs.Keys.Any(Vectors.Contains) ? ModelTask.FeatureExtraction : null;
        }

        return logits switch
        {
            { Rank: > 2 } => ModelTask.TokenClassification,
            { Rank: 0 } when ClassOf(folder).EndsWith(ForTokens, StringComparison.Ordinal) => ModelTask.TokenClassification,
            { Last: 1 } => ModelTask.TextRanking,
            _ => ModelTask.TextClassification,
        };
    }

    /// <summary>The class that config.json names; empty without one.</summary>
    private static string ClassOf(string folder) =>
        JsonFile.Read(Path.Combine(folder, "config.json"), default, [])?.List("architectures")
            is [{ ValueKind: System.Text.Json.JsonValueKind.String } name, ..]
            ? name.GetString() ?? ""
            : "";
}
