namespace TransformerService.Models;

/// <summary>The tasks: the names of each, and where its calls go. A new task is one entry here.</summary>
public static class ModelTasks
{
    private static readonly TaskInfo[] Known =
    [
        new(ModelTask.Translation, "translation", "/v1/translate", "translates", "translate", "text2text-generation-with-past", []),
        new(
            ModelTask.TextClassification,
            "text-classification",
            "/v1/classify",
            "classifies",
            "classify",
            "text-classification",
            ["sentiment-analysis", "zero-shot-classification"]
        ),
        new(ModelTask.TokenClassification, "token-classification", "/v1/tag", "tags", "tag", "token-classification", ["ner"]),
        new(
            ModelTask.FeatureExtraction,
            "feature-extraction",
            "/v1/embed",
            "embeds",
            "embed",
            "feature-extraction",
            ["embedding", "embeddings", "sentence-embedding", "sentence-similarity"]
        ),
        new(ModelTask.TextRanking, "text-ranking", "/v1/rerank", "ranks", "rerank", "text-classification", ["rerank", "reranking"]),
        new(
            ModelTask.Text2Text,
            "text2text-generation",
            "/v1/generate",
            "generates text",
            "generate",
            "text2text-generation-with-past",
            ["text2text", "summarization"]
        ),
    ];

    /// <summary>All tasks.</summary>
    public static IReadOnlyList<TaskInfo> All => Known;

    /// <summary>Describes a task.</summary>
    public static TaskInfo Of(ModelTask task) => Known[(int)task];

    /// <summary>Whether an encoder-decoder does the task; otherwise an encoder does.</summary>
    public static bool HasDecoder(this ModelTask task) => task is ModelTask.Translation or ModelTask.Text2Text;

    /// <summary>The task of a name or of another name for it; <see langword="null"/> if there is none.</summary>
    public static ModelTask? Find(string name) =>
        Array.Find(Known, info => info.Name == name || info.Aliases.Contains(name)) is { } found ? found.Task : null;
}

/// <summary>The names of a task.</summary>
/// <param name="Task">The task.</param>
/// <param name="Name">Its name in model.json, in answers and in metrics: transformers' name.</param>
/// <param name="Path">Where its calls go.</param>
/// <param name="Verb">What its models do, as it reads after a model's name.</param>
/// <param name="Span">The name of its requests' spans.</param>
/// <param name="ExportTask">The task's name for optimum-cli.</param>
/// <param name="Aliases">Other names that model.json may have.</param>
public sealed record TaskInfo(
    ModelTask Task,
    string Name,
    string Path,
    string Verb,
    string Span,
    string ExportTask,
    IReadOnlyList<string> Aliases
);
