using TransformerService.Inference.Catalog;
using TransformerService.Inference.Tasks;
using TransformerService.Models.Requests;

namespace TransformerService.Inference.Tests.Caching;

/// <summary>The texts that a model answered, as shadow mode sees them.</summary>
internal sealed class ObservedRuns : IAnswerObserver
{
    private readonly Lock _lock = new();
    private readonly List<string> _texts = [];

    public IReadOnlyList<string> Texts
    {
        get
        {
            lock (_lock)
            {
                return [.. _texts];
            }
        }
    }

    public void Observe(CatalogModel model, CatalogVariant variant, TranslationRequest request, TranslationAnswer answer) => Add(request);

    public void Observe(
        CatalogModel model,
        CatalogVariant variant,
        ClassificationRequest request,
        ClassificationAnswer answer,
        IReadOnlyList<double[]> scores
    ) => Add(request);

    public void Observe(CatalogModel model, CatalogVariant variant, InferenceRequest request, InferenceAnswer answer) => Add(request);

    private void Add(InferenceRequest request)
    {
        lock (_lock)
        {
            _texts.AddRange(request.Texts);
        }
    }
}

/// <summary>Replaces each translation by its upper-case form, as another model's answer would.</summary>
internal sealed class UpperCase : IAnswerReplacement
{
    /// <summary>The translations that it was given.</summary>
    public List<string> Replaced { get; } = [];

    public ValueTask<TranslationAnswer> ReplaceAsync(
        CatalogModel model,
        CatalogVariant variant,
        TranslationRequest request,
        TranslationAnswer answer,
        ReplacementTerms terms,
        CancellationToken cancellationToken
    )
    {
        Replaced.AddRange(answer.Translations.Select(text => text.Text));
        return ValueTask.FromResult(
            answer with
            {
                Translations = [.. answer.Translations.Select(text => text with { Text = text.Text.ToUpperInvariant() })],
            }
        );
    }

    public ValueTask<ClassificationAnswer> ReplaceAsync(
        CatalogModel model,
        CatalogVariant variant,
        ClassificationRequest request,
        ClassificationAnswer answer,
        ReplacementTerms terms,
        CancellationToken cancellationToken
    ) => throw new InvalidOperationException("No other model answers.");
}
