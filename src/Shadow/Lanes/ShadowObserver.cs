using Microsoft.Extensions.Logging;
using TransformerService.Inference.Catalog;
using TransformerService.Inference.Tasks;
using TransformerService.Models;
using TransformerService.Models.Requests;
using TransformerService.Shadow.Sampling;
using TransformerService.Shadow.Telemetry;

namespace TransformerService.Shadow.Lanes;

/// <summary>
/// Offers the student's answers to the lanes, for sampling. Never waits and never throws. While no model is sampled, an answer costs one look
/// at a field.
/// </summary>
internal sealed class ShadowObserver : IAnswerObserver
{
    private readonly ModelCatalog _catalog;
    private readonly ShadowLanes _lanes;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger<ShadowObserver> _logger;

    /// <summary>The models that were checked last, and the same list while none of them is sampled.</summary>
    private IReadOnlyList<CatalogModel>? _looked,
        _idle;

    public ShadowObserver(ModelCatalog catalog, ShadowLanes lanes, TimeProvider timeProvider, ILogger<ShadowObserver> logger)
    {
        (_catalog, _lanes, _timeProvider, _logger) = (catalog, lanes, timeProvider, logger);
        lanes.Changed += LookAgain;
    }

    /// <summary>Whether no model is sampled: then nothing else is checked.</summary>
    private bool IsIdle => ReferenceEquals(Volatile.Read(ref _idle), _catalog.Models);

    public void Observe(CatalogModel model, CatalogVariant variant, TranslationRequest request, TranslationAnswer answer)
    {
        if (!IsIdle)
        {
            Offer(model, variant, request, answer);
        }
    }

    public void Observe(
        CatalogModel model,
        CatalogVariant variant,
        ClassificationRequest request,
        ClassificationAnswer answer,
        IReadOnlyList<double[]> scores
    )
    {
        if (!IsIdle)
        {
            Offer(model, variant, request, answer, scores);
        }
    }

    public void Observe(CatalogModel model, CatalogVariant variant, InferenceRequest request, InferenceAnswer answer)
    {
        if (!IsIdle)
        {
            Offer(model, variant, request, answer);
        }
    }

    // Methods of their own: the lambdas would allocate in Observe even while nothing is sampled.
    private void Offer(CatalogModel model, CatalogVariant variant, TranslationRequest request, TranslationAnswer answer) =>
        Offer(
            model,
            variant,
            request.Texts,
            null,
            (student, at, index) => student.Translated(at, request, answer.Translations[index], index)
        );

    private void Offer(
        CatalogModel model,
        CatalogVariant variant,
        ClassificationRequest request,
        ClassificationAnswer answer,
        IReadOnlyList<double[]> scores
    ) =>
        Offer(
            model,
            variant,
            request.Texts,
            request.TextPairs,
            (student, at, index) => student.Classified(at, request, scores[index], answer.Results[index].InputTokens, index)
        );

    private void Offer(CatalogModel model, CatalogVariant variant, InferenceRequest request, InferenceAnswer answer)
    {
        var asked = OtherTasks.Plain(request);
        var texts = OtherTasks.TextsOf(request);
        Offer(
            model,
            variant,
            texts,
            OtherTasks.PairsOf(request),
            (student, at, index) =>
                student.Answered(at, texts[index], OtherTasks.AnswerOf(answer, index), asked, OtherTasks.TokensOf(answer, index))
        );
    }

    private void Offer(
        CatalogModel model,
        CatalogVariant variant,
        IReadOnlyList<string> texts,
        IReadOnlyList<string>? pairs,
        Func<LoadedStudent, DateTimeOffset, int, ShadowSample> sample
    )
    {
        try
        {
            LookForIdleness();
            if (variant.Role == VariantRole.Student && _lanes.For(model) is { } lane && LoadedStudent.Of(variant) is { } student)
            {
                lane.Offer(texts, pairs, student.Version, index => sample(student, _timeProvider.GetUtcNow(), index));
            }
        }
        catch (Exception exception)
        {
            // The caller has an answer: a failure here must not take it away.
            ShadowLog.SamplingFailed(_logger, model.Name, exception.GetType().Name, exception.StackTrace?.TrimStart());
        }
    }

    /// <summary>
    /// Checks whether any model is sampled, again after each change of the models or of a lane's settings. Creates lanes for it: their
    /// gauges are then there from the first answer on, also where nothing is sampled.
    /// </summary>
    private void LookForIdleness()
    {
        var models = _catalog.Models;
        if (ReferenceEquals(Volatile.Read(ref _looked), models))
        {
            return;
        }

        Volatile.Write(ref _looked, models); // before the settings are read, so that a change meanwhile causes another check
        Volatile.Write(ref _idle, models.Any(model => _lanes.For(model)?.Settings.SampleRate > 0) ? null : models);
        if (!ReferenceEquals(Volatile.Read(ref _looked), models))
        {
            Volatile.Write(ref _idle, null);
        }
    }

    private void LookAgain()
    {
        Volatile.Write(ref _idle, null);
        Volatile.Write(ref _looked, null);
    }
}
