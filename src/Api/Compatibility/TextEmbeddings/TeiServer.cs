using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Options;
using TransformerService.Api.Lifecycle;
using TransformerService.Inference.Catalog;
using TransformerService.Inference.Configuration;
using TransformerService.Models;
using TransformerService.Models.Catalog;
using TransformerService.Models.Exports;

namespace TransformerService.Api.Compatibility.TextEmbeddings;

/// <summary>Describes the server and its model, and whether they answer.</summary>
internal sealed class TeiServer(
    ModelCatalog catalog,
    TeiModels models,
    Readiness readiness,
    IOptions<InferenceOptions> inference,
    IOptions<BatchingOptions> batching
)
{
    private const string Embedding = "embedding",
        Classifier = "classifier",
        Reranker = "reranker";

    private static readonly string Version =
        typeof(TeiServer).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";

    public IResult Info(HttpContext context) =>
        models.Find(context, TeiNeed.Any, out var model) is { } refusal ? refusal
        : model is null || model.State != ModelState.Ready ? TeiErrors.NotReady()
        : TypedResults.Json(Describe(model), TeiJson.Answers.TeiInfo);

    /// <summary>An empty 200 while the server, or the model that the path names, answers.</summary>
    public IResult Ping(HttpContext context) => IsHealthy(context) ? TypedResults.Ok() : TeiErrors.NotReady();

    /// <summary>Whether the server, or the model that the path names, answers.</summary>
    private bool IsHealthy(HttpContext context) =>
        models.Named(context) is { } model ? model.State == ModelState.Ready : readiness.WhyNot() is null;

    private TeiInfo Describe(CatalogModel model)
    {
        var variant = catalog.Describe(model.Name).Variants[0];
        return new TeiInfo
        {
            ModelId = model.Name,
            ModelSha = variant.ContentHash,
            ModelDtype = variant.Int8Arithmetic is null ? "float32" : "int8",
            ServedModelName = model.Name,
            ModelType = new Dictionary<string, TeiModelKind> { [KindOf(model, variant)] = ToKind(model, variant) },
            MaxConcurrentRequests = inference.Value.MaxConcurrentRequests,
            MaxInputLength = variant.Limits?.MaxInputTokens ?? 0,
            MaxBatchTokens = batching.Value.MaxBatchTokens,
            MaxBatchRequests = batching.Value.MaxBatchRows,
            MaxClientBatchSize = inference.Value.MaxTextsPerRequest,
            AutoTruncate = true,
            TokenizationWorkers = Math.Max(1, Environment.ProcessorCount - 1),
            Version = Version,
        };
    }

    /// <summary>A classifier with a single label is a re-ranker.</summary>
    private static string KindOf(CatalogModel model, VariantInfo variant) =>
        model.Task == ModelTask.FeatureExtraction ? Embedding
        : model.Task == ModelTask.TextRanking || variant.Labels?.Count == 1 ? Reranker
        : Classifier;

    private static TeiModelKind ToKind(CatalogModel model, VariantInfo variant)
    {
        if (model.Task == ModelTask.FeatureExtraction)
        {
            return new TeiModelKind(string.Join('+', (model.Default?.Pooling ?? []).Select(NameOf)), null, null);
        }

        var labels = variant.Labels ?? [];
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (id, label) in labels.Index())
        {
            ids[label] = id;
        }

        return new TeiModelKind(
            null,
            labels.Index().ToDictionary(static label => label.Index.ToString(CultureInfo.InvariantCulture), static label => label.Item),
            ids
        );
    }

    private static string NameOf(PoolingMode mode) =>
        mode switch
        {
            PoolingMode.Cls => "cls",
            PoolingMode.Mean => "mean",
            PoolingMode.LastToken => "last_token",
            PoolingMode.Max => "max",
            PoolingMode.WeightedMean => "weighted_mean",
            _ => "mean_sqrt_length",
        };
}
