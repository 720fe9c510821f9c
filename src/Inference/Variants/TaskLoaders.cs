using TransformerService.Inference.Configuration;
using TransformerService.Inference.Embeddings;
using TransformerService.Inference.Ranking;
using TransformerService.Inference.Serving;
using TransformerService.Inference.Sessions;
using TransformerService.Inference.Tagging;
using TransformerService.Inference.TextGeneration;
using TransformerService.Inference.Translation;
using TransformerService.Models;
using TransformerService.Models.Exports;
using TransformerService.Tokenization;

namespace TransformerService.Inference.Variants;

/// <summary>How an export of each task is loaded. A new task is one line here.</summary>
internal static class TaskLoaders
{
    /// <summary>Loads an export for the task that it is for. It is not warmed up and takes no requests yet.</summary>
    /// <exception cref="ModelLoadException">Its ONNX files cannot be loaded.</exception>
    /// <exception cref="TokenizerLoadException">Its tokenizer cannot be loaded.</exception>
    public static ServedModel Load(string folder, ExportDescription export, OnnxSessionFactory factory, InferenceOptions options) =>
        (export.Task, export) switch
        {
            (ModelTask.Translation, { Generation: { } generation }) => TranslationLoader.Load(folder, export, generation, factory, options),
            (ModelTask.Text2Text, { Generation: { } generation }) => GenerationLoader.Load(folder, export, generation, factory, options),
            (ModelTask.TextClassification or ModelTask.TextRanking, { Head: { } head }) => RankingLoader.Load(
                folder,
                export,
                head,
                factory
            ),
            (ModelTask.TokenClassification, { Head: { } head }) => TaggingLoader.Load(folder, export, head, factory),
            (ModelTask.FeatureExtraction, { Embedding: { } settings }) => EmbeddingLoader.Load(folder, export, settings, factory),
            _ => throw new ModelLoadException([$"Its files do not describe a {ModelTasks.Of(export.Task).Name} model."]),
        };
}
