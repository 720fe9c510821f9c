using TransformerService.Models;
using TransformerService.Models.Errors;

namespace TransformerService.Api.Compatibility.HuggingFace;

/// <summary>A task of the inference API.</summary>
internal enum HuggingFaceTask
{
    Translation,
    Summarization,
    Text2TextGeneration,
    TextClassification,
    ZeroShotClassification,
    TokenClassification,
    FeatureExtraction,
    SentenceSimilarity,
}

/// <summary>Which task a call asks for.</summary>
internal static class HuggingFaceTasks
{
    private const string Ranking =
        "Ranking has no form in this API: send the request to /rerank (Text Embeddings Inference) or /v1/rerank.";

    private static readonly Dictionary<string, HuggingFaceTask> Names = new(StringComparer.Ordinal)
    {
        ["translation"] = HuggingFaceTask.Translation,
        ["summarization"] = HuggingFaceTask.Summarization,
        ["text2text-generation"] = HuggingFaceTask.Text2TextGeneration,
        ["text-classification"] = HuggingFaceTask.TextClassification,
        ["sentiment-analysis"] = HuggingFaceTask.TextClassification,
        ["zero-shot-classification"] = HuggingFaceTask.ZeroShotClassification,
        ["token-classification"] = HuggingFaceTask.TokenClassification,
        ["ner"] = HuggingFaceTask.TokenClassification,
        ["feature-extraction"] = HuggingFaceTask.FeatureExtraction,
        ["sentence-similarity"] = HuggingFaceTask.SentenceSimilarity,
    };

    /// <summary>The task of a name.</summary>
    /// <exception cref="InferenceException">There is no such task here.</exception>
    public static HuggingFaceTask Named(string name) =>
        Names.TryGetValue(name, out var task) ? task
        : name == ModelTasks.Of(ModelTask.TextRanking).Name ? throw InferenceException.Invalid(Ranking)
        : throw InferenceException.Invalid($"The task in the path must be one of {string.Join(", ", Names.Keys)}.");

    /// <summary>The task of a call that names none: the model's, in the form that the body has.</summary>
    public static HuggingFaceTask Of(ModelTask task, HuggingFaceBody body) =>
        task switch
        {
            ModelTask.Translation => HuggingFaceTask.Translation,
            ModelTask.Text2Text => HuggingFaceTask.Text2TextGeneration,
            ModelTask.TokenClassification => HuggingFaceTask.TokenClassification,
            ModelTask.FeatureExtraction => body.Inputs?.Source is null
                ? HuggingFaceTask.FeatureExtraction
                : HuggingFaceTask.SentenceSimilarity,
            ModelTask.TextClassification => (body.Parameters ?? body).CandidateLabels is null
                ? HuggingFaceTask.TextClassification
                : HuggingFaceTask.ZeroShotClassification,
            _ => throw InferenceException.Invalid(Ranking),
        };
}
