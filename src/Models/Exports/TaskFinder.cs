using TransformerService.Models.Exports.Graphs;
using TransformerService.Models.Files;
using TransformerService.Models.Languages;
using TransformerService.Models.Manifests;
using TransformerService.Models.Onnx;

namespace TransformerService.Models.Exports;

/// <summary>
/// Finds out what an export does: an encoder-decoder translates if its languages are known, otherwise it generates text; of an encoder the
/// outputs of its graph decide.
/// </summary>
internal static class TaskFinder
{
    /// <summary>The output of a model with a head.</summary>
    public const string Logits = "logits";

    private const string ForTokens = "ForTokenClassification";

    /// <summary>The ends of classes whose logits are of words, not of labels.</summary>
    private static readonly string[] LanguageModels = ["ForMaskedLM", "ForCausalLM", "LMHeadModel", "ForPreTraining"];

    private static readonly string[] Vectors = ["last_hidden_state", "token_embeddings", "sentence_embedding"];

    /// <summary>The outputs that show what an encoder does.</summary>
    public static string Outputs { get; } = string.Join(", ", Vectors.Prepend(Logits));

    /// <summary>Returns the task; <see langword="null"/> if the files do not show it.</summary>
    /// <param name="folder">The export's folder.</param>
    /// <param name="manifest">What model.json says of it; every precision of a file that it names has the same task.</param>
    /// <param name="role">Which variant it is.</param>
    public static ModelTask? Find(string folder, ModelManifest manifest, VariantRole role)
    {
        var choice = manifest.FilesOf(role);

        if (OnnxFileFinder.Find(folder, ModelTask.Translation, new OnnxChoice(), [], []).Encoder is not null)
        {
            return Translates(folder, manifest) ? ModelTask.Translation : ModelTask.Text2Text;
        }

        if (
            OnnxFileFinder.Find(folder, ModelTask.TextClassification, choice with { Precision = null }, [], []).Model is not { } model
            || OnnxGraph.Read(model) is not { } graph
        )
        {
            return null;
        }

        if (!graph.Outputs.TryGetValue(Logits, out var logits))
        {
            return graph.Outputs.Keys.Any(Vectors.Contains) ? ModelTask.FeatureExtraction : null;
        }

        return logits switch
        {
            { Rank: 0 or > 2 } when LanguageModel(folder) is not null => null,
            { Rank: > 2 } => ModelTask.TokenClassification,
            { Rank: 0 } when ClassOf(folder).EndsWith(ForTokens, StringComparison.Ordinal) => ModelTask.TokenClassification,
            { Last: 1 } => ModelTask.TextRanking,
            _ => ModelTask.TextClassification,
        };
    }

    /// <summary>The class of a language model whose logits are of words, if config.json names one.</summary>
    public static string? LanguageModel(string folder) =>
        ClassOf(folder) is var name && LanguageModels.Any(end => name.EndsWith(end, StringComparison.Ordinal)) ? name : null;

    /// <summary>Whether model.json, the family, the tokens or the parameters of the export name languages.</summary>
    private static bool Translates(string folder, ModelManifest manifest)
    {
        if (manifest is { SourceLanguage: not null } or { TargetLanguage: not null } || IsTranslation(manifest.TaskSpecificParams ?? ""))
        {
            return true;
        }

        var config = JsonFile.Read(Path.Combine(folder, "config.json"), default, []);
        return config?.Text("model_type") is "marian" or RecurrentDecoder.ModelType
            || (config?.Section("task_specific_params")?.Names.ToArray() is { Length: > 0 } names && Array.TrueForAll(names, IsTranslation))
            || ModelLanguagesReader.Read(folder, isMarian: false, firstToken: null) is not null;

        static bool IsTranslation(string entry) => entry.StartsWith("translation", StringComparison.Ordinal);
    }

    /// <summary>The class that config.json names; empty without one.</summary>
    private static string ClassOf(string folder) =>
        JsonFile.Read(Path.Combine(folder, "config.json"), default, [])?.List("architectures")
            is [{ ValueKind: System.Text.Json.JsonValueKind.String } name, ..]
            ? name.GetString() ?? ""
            : "";
}
