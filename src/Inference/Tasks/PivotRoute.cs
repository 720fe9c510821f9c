using TransformerService.Inference.Catalog;
using TransformerService.Models.Errors;
using TransformerService.Models.Languages;
using TransformerService.Models.Requests;

namespace TransformerService.Inference.Tasks;

/// <summary>A translation in two steps, where no model has the pair: into the pivot language, and from it.</summary>
/// <param name="First">The request to the first model.</param>
/// <param name="Second">The request to the second model; its texts are the first one's translations.</param>
internal sealed record PivotRoute(TranslationRequest First, TranslationRequest Second)
{
    /// <summary>The requests that each text takes.</summary>
    public const int Steps = 2;

    /// <summary>Whether a request could go through the pivot language: it names both languages and no model.</summary>
    public static bool IsPossible(TranslationRequest request, string? pivot) =>
        pivot is not null
        && request is { Model: null, Source: { } source, Target: { } target }
        && !LanguageTag.AreSame(source, pivot)
        && !LanguageTag.AreSame(target, pivot);

    /// <summary>Whether a model answers a request as its first step: it does not have the request's pair.</summary>
    public static bool BeginsWith(CatalogModel model, TranslationRequest request, string? pivot) =>
        IsPossible(request, pivot) && !model.Translates(request.Source, request.Target, anyRegion: true);

    /// <summary>The steps of a request; <see langword="null"/> if a model has its pair, or a step has no model.</summary>
    public static PivotRoute? Find(IReadOnlyList<CatalogModel> models, TranslationRequest request, string? pivot) =>
        IsPossible(request, pivot)
        && !Has(models, request.Source, request.Target)
        && Has(models, request.Source, pivot)
        && Has(models, pivot, request.Target)
            ? Of(request, pivot)
            : null;

    /// <summary>The steps of a request.</summary>
    public static PivotRoute Of(TranslationRequest request, string? pivot) =>
        new(request with { Target = pivot }, request with { Source = pivot });

    /// <exception cref="InferenceException">The request asks for what has no meaning in two steps.</exception>
    public static void Check(TranslationRequest request, string? pivot)
    {
        if (request.Glossary.Count > 0)
        {
            throw InferenceException.Invalid(
                $"'glossary' cannot be applied: no model has this pair, and the text goes through '{pivot}'. Leave it out, or translate in two calls."
            );
        }

        if (request.Options.NumHypotheses > 1)
        {
            throw InferenceException.Invalid(
                $"'numHypotheses' must be 1: no model has this pair, and the text goes through '{pivot}'. Leave it out, or translate in two calls."
            );
        }
    }

    /// <summary>The request of the second step.</summary>
    public TranslationRequest SecondOf(TranslationAnswer first) =>
        Second with
        {
            Texts = [.. first.Translations.Select(static translation => translation.Text)],
        };

    /// <summary>The answer to the whole request: the second step's texts, with what happened in both.</summary>
    public static TranslationAnswer Join(string pivot, TranslationAnswer first, TranslationAnswer second) =>
        second with
        {
            Translations = [.. first.Translations.Zip(second.Translations, Join)],
            Timing = new RequestTiming(
                second.Timing.Total,
                first.Timing.Queue + second.Timing.Queue,
                second.Timing.Tokenize, // the account counts both
                first.Timing.Inference + second.Timing.Inference
            ),
            Pivot = new TranslationPivot(pivot, [StepOf(first), StepOf(second)]),
        };

    private static TranslatedText Join(TranslatedText first, TranslatedText second) =>
        second with
        {
            Score = first.Score + second.Score,
            InputTokens = first.InputTokens + second.InputTokens,
            OutputTokens = first.OutputTokens + second.OutputTokens,
            Truncated = first.Truncated || second.Truncated,
            FinishReason = second.FinishReason == FinishReason.Stop ? first.FinishReason : second.FinishReason,
            Warnings = [.. first.Warnings, .. second.Warnings],
            Quality = null, // it would say how good the second step alone is
        };

    private static PivotStep StepOf(TranslationAnswer answer) => new(answer.Model, answer.Variant, answer.Version);

    private static bool Has(IReadOnlyList<CatalogModel> models, string? source, string? target) =>
        models.Any(model => model.Translates(source, target, anyRegion: true));
}
