using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using TransformerService.Inference;
using TransformerService.Inference.Batching;
using TransformerService.Inference.Catalog;
using TransformerService.Inference.Classification;
using TransformerService.Inference.Serving;
using TransformerService.Models;
using TransformerService.Models.Exports;
using TransformerService.Models.Manifests;
using TransformerService.Models.Requests;
using TransformerService.Shadow.Configuration;
using TransformerService.Shadow.Records;
using TransformerService.Shadow.Sampling;
using TransformerService.Shadow.Store;
using TransformerService.Shadow.Teachers;
using TransformerService.Shadow.Telemetry;

namespace TransformerService.Shadow.Lanes;

/// <summary>The lanes of all models that have a student and a teacher, each created on first use.</summary>
internal sealed class ShadowLanes : IAnswerObserver, IAsyncDisposable, IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<ShadowLane>> _lanes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _observed = new(StringComparer.Ordinal);
    private readonly TeacherDirectory _teachers;
    private readonly FindingsWriter _findings;
    private readonly SampleKeeper _keeper;
    private readonly ShadowMeters _meters;
    private readonly ShadowOptions _options;
    private readonly RunSlots _slots;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger<ShadowLanes> _logger;

    /// <summary>The models that were checked last, and the same list while none of them is sampled.</summary>
    private IReadOnlyList<CatalogModel>? _looked,
        _idle;

    public ShadowLanes(
        TeacherDirectory teachers,
        FindingsWriter findings,
        ShadowMeters meters,
        IOptions<ShadowOptions> options,
        RunSlots slots,
        TimeProvider timeProvider,
        ILogger<ShadowLanes> logger
    )
    {
        (_teachers, _findings, _meters, _options, _slots, _timeProvider, _logger) = (
            teachers,
            findings,
            meters,
            options.Value,
            slots,
            timeProvider,
            logger
        );
        _keeper = new SampleKeeper(_options, timeProvider);
    }

    /// <summary>A model's lane; <see langword="null"/> if the model has no teacher, or no student.</summary>
    public ShadowLane? For(CatalogModel model)
    {
        if (!TeacherDirectory.CanBeChecked(model) || model.Task is not { } task)
        {
            return null;
        }

        var lane = _lanes.GetOrAdd(model.Name, _ => new Lazy<ShadowLane>(() => NewLane(_teachers.Latest(model), task)));
        try
        {
            return lane.Value;
        }
        catch
        {
            // It would throw the same exception every time: the next call tries again.
            _lanes.TryRemove(KeyValuePair.Create(model.Name, lane));
            throw;
        }
    }

    /// <summary>Whether no model is sampled: then nothing else is checked.</summary>
    private bool IsIdle => ReferenceEquals(Volatile.Read(ref _idle), _teachers.Models);

    /// <summary>Offers a translation for sampling. Never waits and never throws.</summary>
    public void Observe(CatalogModel model, CatalogVariant variant, TranslationRequest request, TranslationAnswer answer)
    {
        if (!IsIdle)
        {
            Offer(model, variant, request, answer);
        }
    }

    /// <summary>Offers a classification for sampling. Never waits and never throws.</summary>
    /// <param name="model">The model.</param>
    /// <param name="variant">The variant that answered.</param>
    /// <param name="request">The request.</param>
    /// <param name="answer">The answer, which may lack labels.</param>
    /// <param name="scores">For each text the scores of all labels, in the order of their ids.</param>
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

    /// <summary>Stops a model's lane; the next answer starts another with the settings of the current model.json.</summary>
    public void Forget(string model)
    {
        LookAgain();
        if (_lanes.TryRemove(model, out var lane))
        {
            _ = Task.Run(() => lane.Value.DisposeAsync().AsTask());
        }
    }

    /// <summary>Stops all lanes.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var model in _lanes.Keys)
        {
            if (_lanes.TryRemove(model, out var lane))
            {
                try
                {
                    await lane.Value.DisposeAsync();
                }
                catch (Exception exception)
                {
                    // The boundary of one lane: the others, and the store after them, must still stop.
                    ShadowLog.SamplingFailed(_logger, model, exception.GetType().Name, exception.StackTrace?.TrimStart());
                }
            }
        }
    }

    /// <summary>As <see cref="DisposeAsync"/>, for a host that cannot wait otherwise.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private void Offer(CatalogModel model, CatalogVariant variant, TranslationRequest request, TranslationAnswer answer) =>
        Offer(
            model,
            variant,
            request.Texts,
            null,
            (served, at, index) =>
                new ShadowSample(
                    at,
                    request.Texts[index],
                    variant.ShortHash,
                    new SampleAnswer(answer.Translations[index]),
                    answer.Translations[index].InputTokens,
                    served.Tokenizer
                )
                {
                    Options = request.Options,
                }
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
            (served, at, index) =>
            {
                var classifier = (ClassificationModel)served;
                return new ShadowSample(
                    at,
                    request.Texts[index],
                    variant.ShortHash,
                    new SampleAnswer(() => classifier.Rank(scores[index])),
                    answer.Results[index].InputTokens,
                    served.Tokenizer
                )
                {
                    Pair = request.TextPairs?[index],
                    Independent = classifier.Head.ScoredBy == ScoreFunction.Sigmoid,
                };
            }
        );

    private void Offer(
        CatalogModel model,
        CatalogVariant variant,
        IReadOnlyList<string> texts,
        IReadOnlyList<string>? pairs,
        Func<ServedModel, DateTimeOffset, int, ShadowSample> sample
    )
    {
        try
        {
            LookForIdleness();
            if (variant.Role == VariantRole.Student && For(model) is { } lane && variant.Model is { } served)
            {
                lane.Offer(texts, pairs, variant.ShortHash, index => sample(served, _timeProvider.GetUtcNow(), index));
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
    /// gauges are then there from
    /// the first answer on, also where nothing is sampled.
    /// </summary>
    private void LookForIdleness()
    {
        var models = _teachers.Models;
        if (ReferenceEquals(Volatile.Read(ref _looked), models))
        {
            return;
        }

        Volatile.Write(ref _looked, models); // before the settings are read, so that a change meanwhile causes another check
        Volatile.Write(ref _idle, models.Any(model => For(model)?.Settings.SampleRate > 0) ? null : models);
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

    private ShadowLane NewLane(CatalogModel model, ModelTask task)
    {
        var manifest = model.Definition.Manifest;
        var teacher = _teachers.Of(model, RunPriority.Low);
        var languages = manifest is { SourceLanguage: { } source, TargetLanguage: { } target } ? $"{source}-{target}" : null;
        var judge = new SampleComparer(
            model.Name,
            task,
            languages,
            teacher,
            _findings,
            _keeper,
            new NoiseMeter(_options.NoiseShare),
            _meters,
            _timeProvider,
            _logger
        );
        var lane = new ShadowLane(judge, Settings(model.Name, manifest?.Shadow), _options, _timeProvider, _slots.Background, LookAgain);
        if (_observed.TryAdd(model.Name, true))
        {
            // Uses the lane that the model has at the time of measuring.
            _meters.Observe(
                model.Name,
                task,
                () => Current()?.Length ?? 0,
                () =>
                    Current()?.Teacher.Status.State switch
                    {
                        null or ShadowVariantState.Loading => null,
                        var state => state == ShadowVariantState.Ready,
                    }
            );
        }

        ShadowLane? Current() => _lanes.TryGetValue(model.Name, out var current) ? current.Value : null;
        return lane;
    }

    /// <summary>
    /// The configuration's settings for this model, otherwise those of its model.json, otherwise the configuration's defaults.
    /// </summary>
    private ShadowSettings Settings(string model, ManifestShadow? manifest)
    {
        var own = _options.Models.TryGetValue(model, out var found) ? found : null;
        return new ShadowSettings(
            own?.SampleRate ?? manifest?.SampleRate ?? _options.SampleRate,
            own?.MaxPerSecond ?? manifest?.MaxPerSecond ?? _options.MaxPerSecond,
            own?.Margin ?? manifest?.Margin ?? _options.Margin
        );
    }
}
