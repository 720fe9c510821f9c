using TransformerService.Models.Exports;
using TransformerService.Models.Exports.Graphs;
using TransformerService.Models.Files;
using TransformerService.Models.Onnx;
using TransformerService.Models.Screening;

namespace TransformerService.Models.Repository;

/// <summary>Explains why the files of an export do not show its task: usually they are missing, not fetched or damaged.</summary>
internal static class UnknownTask
{
    private const int MostOutputs = 10;

    /// <summary>Adds a fault for each reason; none if the task alone is missing.</summary>
    /// <param name="export">The export's folder, which is clean.</param>
    /// <param name="choice">Which of several ONNX files model.json names.</param>
    /// <param name="screen">Checks the graphs.</param>
    /// <param name="faults">Receives the faults.</param>
    public static void Explain(string export, OnnxChoice choice, FolderScreen screen, List<string> faults)
    {
        var before = faults.Count;
        var isPair = MissingOnnx.HasPair(export);
        var files = OnnxFileFinder.Find(
            export,
            isPair ? ModelTask.Text2Text : ModelTask.TextClassification,
            choice,
            faults,
            [],
            isPair ? null : "<its task>"
        );
        faults.AddRange(files.All.Select(GitLfs.FaultOf).OfType<string>());
        if (
            faults.Count == before
            && screen.IsSafe(files, faults, out _)
            && files.Model is { } model
            && OnnxGraph.Read(model) is { Outputs: { Count: > 0 } outputs }
        )
        {
            faults.Add(
                outputs.ContainsKey(TaskFinder.Logits) && TaskFinder.LanguageModel(export) is { } name
                    ? $"{name} predicts words, and that task is not served: serve a model that was trained further for one, or export its hidden states for embeddings with optimum-cli export onnx --task feature-extraction."
                    : $"{Path.GetFileName(model)} has no output that shows a task ({TaskFinder.Outputs}); it has {string.Join(", ", outputs.Keys.Take(MostOutputs))}"
                        + $"{(outputs.Count > MostOutputs ? $" and {outputs.Count - MostOutputs} more" : "")}. Export it with optimum-cli export onnx --task <its task>, or rename the output."
            );
        }
    }
}
