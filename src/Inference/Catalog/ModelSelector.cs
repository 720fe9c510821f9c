using TransformerService.Models;
using TransformerService.Models.Catalog;
using TransformerService.Models.Errors;
using TransformerService.Models.Languages;
using TransformerService.Models.Requests;

namespace TransformerService.Inference.Catalog;

/// <summary>Selects the model for a request. Pure: a snapshot of the catalog in, a variant that can answer, or a refusal, out.</summary>
internal static class ModelSelector
{
    private const string SeeModels = "GET /v1/models lists the models.";

    /// <exception cref="InferenceException">There is no such model, language pair or variant, or it is not ready.</exception>
    public static (CatalogModel Model, CatalogVariant Variant) ForTranslation(
        IReadOnlyList<CatalogModel> models,
        TranslationRequest request
    ) => ForTranslation(models, request, request.Source, request.Target);

    /// <exception cref="InferenceException">There is no such model, or the choice is open.</exception>
    public static (CatalogModel Model, CatalogVariant Variant) ForScoring(IReadOnlyList<CatalogModel> models, ScoreRequest request) =>
        ForTranslation(models, request, null, null);

    /// <summary>Selects a model of any task.</summary>
    /// <exception cref="InferenceException">There is no such model or variant, or it is not ready, or the choice is open.</exception>
    public static (CatalogModel Model, CatalogVariant Variant) ForTokens(IReadOnlyList<CatalogModel> models, InferenceRequest request)
    {
        if (request.Model is { } name)
        {
            return Ready(models.FirstOrDefault(model => model.Name == name) ?? throw InferenceException.NoSuchModel(), request);
        }

        var fitting = Working(models);
        return fitting switch
        {
            [var only] => Ready(only, request),
            [] => throw new InferenceException(InferenceError.ModelNotFound, "There is no model here."),
            _ => throw new InferenceException(
                InferenceError.InvalidInput,
                $"Each model has tokens of its own: name one of {Names(fitting)} as 'model'."
            ),
        };
    }

    /// <summary>Selects a model that classifies or translates.</summary>
    /// <exception cref="InferenceException">There is no such model or variant, or it is not ready, or the choice is open.</exception>
    public static (CatalogModel Model, CatalogVariant Variant) ForExplanation(IReadOnlyList<CatalogModel> models, ExplainRequest request)
    {
        if (request.Model is { } name)
        {
            var named = models.FirstOrDefault(model => model.Name == name) ?? throw InferenceException.NoSuchModel();
            return named.Task is null || IsExplained(named)
                ? Ready(named, request)
                : throw InferenceException.Invalid(
                    $"The model '{named.Name}' {ModelTasks.Of(named.Task.Value).Verb}: only models that classify or translate are explained."
                );
        }

        var fitting = Working(models.Where(IsExplained));
        return fitting switch
        {
            [var only] => Ready(only, request),
            [] => throw new InferenceException(InferenceError.ModelNotFound, "There is no model here that classifies or translates."),
            _ => throw InferenceException.Invalid($"Several models fit: name one of {Names(fitting)} as 'model'."),
        };
    }

    private static bool IsExplained(CatalogModel model) => model.Task is ModelTask.TextClassification or ModelTask.Translation;

    private static (CatalogModel Model, CatalogVariant Variant) ForTranslation(
        IReadOnlyList<CatalogModel> models,
        InferenceRequest request,
        string? source,
        string? target
    )
    {
        if (request.Model is not null)
        {
            var named = Named(models, request.Model, ModelTask.Translation);
            return named.MayTranslate(source, target)
                ? Ready(named, request)
                : throw new InferenceException(
                    InferenceError.ModelNotFound,
                    $"The model '{named.Name}' does not translate between the languages asked for. {SeeModels}"
                );
        }

        // A model for en-US is taken before one for en.
        var fitting = Working(models.Where(model => model.Translates(source, target, anyRegion: false)));
        fitting = fitting.Count > 0 ? fitting : Working(models.Where(model => model.Translates(source, target, anyRegion: true)));
        return fitting switch
        {
            [var only] => Ready(only, request),
            [_, ..] when target is not null && (source is not null || HaveOneSource(fitting)) => Ready(
                MostDedicated(Having(fitting, request.Variant)),
                request
            ),
            [] => throw new InferenceException(
                InferenceError.ModelNotFound,
                source is null && target is null
                    ? "There is no translation model here."
                    : $"There is no model that translates between the languages asked for. {SeeModels}"
            ),
            _ => throw new InferenceException(
                InferenceError.InvalidInput,
                $"Several models fit: name one of {Names(fitting)} as 'model', or give 'source' and 'target'."
            ),
        };
    }

    /// <exception cref="InferenceException">There is no such model or variant, or it is not ready.</exception>
    public static (CatalogModel Model, CatalogVariant Variant) ForClassification(
        IReadOnlyList<CatalogModel> models,
        ClassificationRequest request,
        string? defaultModel
    )
    {
        if (request.Model is not null)
        {
            return Ready(Named(models, request.Model, ModelTask.TextClassification), request, request.TextPairs);
        }

        if (DefaultClassifier(models, defaultModel) is { } configured)
        {
            return Ready(configured, request, request.TextPairs);
        }

        return Only(models, ModelTask.TextClassification, request, request.TextPairs);
    }

    /// <summary>The named model, or the only one that does the task.</summary>
    /// <exception cref="InferenceException">There is no such model or variant, or it is not ready.</exception>
    public static (CatalogModel Model, CatalogVariant Variant) ForTask(
        IReadOnlyList<CatalogModel> models,
        ModelTask task,
        InferenceRequest request,
        IReadOnlyList<string>? pairs
    ) => request.Model is { } name ? Ready(Named(models, name, task), request, pairs) : Only(models, task, request, pairs);

    private static (CatalogModel Model, CatalogVariant Variant) Only(
        IReadOnlyList<CatalogModel> models,
        ModelTask task,
        InferenceRequest request,
        IReadOnlyList<string>? pairs
    )
    {
        // A model that also does another model's task does not make the choice ambiguous.
        var fitting = Working(models.Where(model => model.Task == task));
        fitting = fitting.Count > 0 ? fitting : Working(models.Where(model => model.Does(task)));
        return fitting switch
        {
            [var only] => Ready(only, request, pairs),
            [] => throw new InferenceException(InferenceError.ModelNotFound, $"There is no {ModelTasks.Of(task).Name} model here."),
            _ => throw new InferenceException(InferenceError.InvalidInput, $"Several models fit: name one of {Names(fitting)} as 'model'."),
        };
    }

    /// <summary>The configured default, unless there is no classification model of that name.</summary>
    public static CatalogModel? DefaultClassifier(IReadOnlyList<CatalogModel> models, string? name) =>
        models.FirstOrDefault(model => model.Name == name && model.Task == ModelTask.TextClassification);

    /// <summary>The model that would translate into a language, whatever the text's language is; several may fit.</summary>
    /// <exception cref="InferenceException">There is no such model.</exception>
    public static CatalogModel Into(IReadOnlyList<CatalogModel> models, string? target) =>
        Working(models.Where(model => model.Translates(null, target, anyRegion: true))) is { Count: > 0 } fitting
            ? MostDedicated(fitting)
            : throw new InferenceException(
                InferenceError.ModelNotFound,
                $"There is no model that translates into this language. {SeeModels}"
            );

    private static bool HaveOneSource(List<CatalogModel> models) =>
        models[0].Definition.Manifest?.SourceLanguage is { } first
        && models.TrueForAll(model => model.Definition.Manifest?.SourceLanguage is { } source && LanguageTag.AreEqual(first, source));

    /// <summary>
    /// The model for the fewest pairs of languages; of several the first by name. One that is still loading answers only if no other can.
    /// Clients of other servers' APIs cannot name a model.
    /// </summary>
    private static CatalogModel MostDedicated(List<CatalogModel> fitting) =>
        fitting
            .OrderBy(model => model.State == ModelState.Loading)
            .ThenBy(model => model.Pairs)
            .ThenBy(model => model.Name, StringComparer.Ordinal)
            .First();

    /// <summary>The models that have a variant, if there are any.</summary>
    private static List<CatalogModel> Having(List<CatalogModel> fitting, VariantRole? role) =>
        role is { } asked && fitting.FindAll(model => model.Variant(asked) is not null) is { Count: > 0 } having ? having : fitting;

    /// <summary>Failed models do not make a choice ambiguous, but are reported if there is no other.</summary>
    private static List<CatalogModel> Working(IEnumerable<CatalogModel> fitting)
    {
        List<CatalogModel> all = [.. fitting];
        var working = all.FindAll(model => model.State != ModelState.Failed);
        return working.Count > 0 ? working : all;
    }

    private static CatalogModel Named(IReadOnlyList<CatalogModel> models, string name, ModelTask task)
    {
        CatalogModel model = models.FirstOrDefault(model => model.Name == name) ?? throw InferenceException.NoSuchModel();
        if (model.Task is { } actual && !model.Does(task))
        {
            throw new InferenceException(
                InferenceError.InvalidInput,
                $"The model '{model.Name}' {ModelTasks.Of(actual).Verb}: send the request to {ModelTasks.Of(actual).Path}, or name another model."
            );
        }

        return model;
    }

    /// <summary>Returns the requested variant if it can answer, with its canary in the current version's place for the canary's share.</summary>
    private static (CatalogModel Model, CatalogVariant Variant) Ready(
        CatalogModel model,
        InferenceRequest request,
        IReadOnlyList<string>? pairs = null
    )
    {
        if (model.Definition.Faults.Count > 0 || model.Variants.Count == 0)
        {
            throw NotReady(model, "could not be read");
        }

        var variant = request.Variant is { } role ? model.Variant(role) : model.Default;
        return variant switch
        {
            null => throw new InferenceException(
                InferenceError.ModelNotFound,
                $"The model '{model.Name}' has no such variant here. {SeeModels}"
            ),
            { State: ModelState.Loading } => throw NotReady(model, "is still loading"),
            { Model: null, Serving.IsUnloaded: false } => throw NotReady(model, "could not be loaded"),
            _ => (model, variant.For(model.Name, request.Texts, pairs)),
        };
    }

    private static InferenceException NotReady(CatalogModel model, string why) =>
        new(InferenceError.ModelNotReady, $"The model '{model.Name}' {why}; GET /v1/models/{model.Name} says more.");

    private static string Names(List<CatalogModel> models) => string.Join(", ", models.Select(model => $"'{model.Name}'"));
}
