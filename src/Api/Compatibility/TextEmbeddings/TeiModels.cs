using Microsoft.Extensions.Options;
using TransformerService.Inference.Catalog;
using TransformerService.Inference.Configuration;
using TransformerService.Models;
using TransformerService.Models.Catalog;
using TransformerService.Models.Errors;

namespace TransformerService.Api.Compatibility.TextEmbeddings;

/// <summary>What a call needs of a model.</summary>
/// <param name="Tasks">The tasks that can answer it, the first one that a model has is taken.</param>
/// <param name="Refusal">The words for a model of another task.</param>
internal sealed record TeiNeed(IReadOnlyList<ModelTask> Tasks, string Refusal)
{
    public static TeiNeed Embedding { get; } = new([ModelTask.FeatureExtraction], "Model is not an embedding model");

    public static TeiNeed Classifier { get; } =
        new([ModelTask.TextClassification, ModelTask.TextRanking], "Model is not a classifier model");

    public static TeiNeed Reranker { get; } = new([ModelTask.TextRanking, ModelTask.TextClassification], "model is not a re-ranker model");

    /// <summary>Any kind of model that Text Embeddings Inference serves.</summary>
    public static TeiNeed Any { get; } =
        new(
            [ModelTask.FeatureExtraction, ModelTask.TextRanking, ModelTask.TextClassification],
            "Model is neither an embedding model, nor a classifier, nor a re-ranker"
        );
}

/// <summary>Chooses the model of a call: the one that its path names, otherwise the only one that can answer it.</summary>
internal sealed class TeiModels(ModelCatalog catalog, IOptions<ModelsOptions> options)
{
    /// <summary>The name of the path's part that names a model.</summary>
    public const string PathPart = "model";

    /// <summary>Finds the model of a call.</summary>
    /// <returns>The refusal if there is none that can answer; otherwise <see langword="null"/>.</returns>
    /// <exception cref="InferenceException">There is no model of the name in the path, or several can answer.</exception>
    public IResult? Find(HttpContext context, TeiNeed need, out CatalogModel? model)
    {
        model = Named(context);
        if (model is not null)
        {
            return Fits(model, need) ? null : TeiErrors.WrongModel(need.Refusal);
        }

        foreach (var task in need.Tasks)
        {
            List<CatalogModel> fitting = [.. catalog.Models.Where(known => known.Task == task && Fits(known, need))];
            var working = fitting.FindAll(known => known.State != ModelState.Failed);
            switch (working.Count > 0 ? working : fitting)
            {
                case []:
                    continue;
                case [var only]:
                    model = only;
                    return null;
                case var several:
                    model =
                        several.Find(known => known.Name == options.Value.DefaultClassifier && task == ModelTask.TextClassification)
                        ?? throw InferenceException.Invalid(
                            $"Several models fit: put the name of one into the path, as in /tei/NAME/embed: {string.Join(", ", several.Select(known => $"'{known.Name}'"))}."
                        );
                    return null;
            }
        }

        return TeiErrors.WrongModel(need.Refusal);
    }

    /// <summary>The model that the path names; <see langword="null"/> if it names none.</summary>
    /// <exception cref="InferenceException">There is no such model, or its files cannot be read.</exception>
    public CatalogModel? Named(HttpContext context)
    {
        if (context.GetRouteValue(PathPart) is not string name)
        {
            return null;
        }

        var model = catalog.Models.FirstOrDefault(known => known.Name == name) ?? throw InferenceException.NoSuchModel();
        return model.Task is not null
            ? model
            : throw new InferenceException(
                InferenceError.ModelNotReady,
                $"The model '{model.Name}' could not be read; GET /v1/models/{model.Name} says more."
            );
    }

    /// <summary>A classifier ranks if it has a single label.</summary>
    private static bool Fits(CatalogModel model, TeiNeed need) =>
        model.Task is { } task
        && need.Tasks.Contains(task)
        && (need != TeiNeed.Reranker || task == ModelTask.TextRanking || model.Does(ModelTask.TextRanking));
}
