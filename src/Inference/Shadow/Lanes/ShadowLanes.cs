using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using TransformerService.Inference.Batching;
using TransformerService.Inference.Catalog;
using TransformerService.Inference.Classification;
using TransformerService.Inference.Shadow.Hosting;
using TransformerService.Inference.Shadow.Sampling;
using TransformerService.Inference.Shadow.Store;
using TransformerService.Inference.Shadow.Teachers;
using TransformerService.Inference.Shadow.Telemetry;
using TransformerService.Models;
using TransformerService.Models.Exports;
using TransformerService.Models.Repository;
using TransformerService.Models.Requests;
using TransformerService.Models.Shadow;

namespace TransformerService.Inference.Shadow.Lanes;

/// <summary>The lanes of all models that have a student and a teacher, each made when it is first needed.</summary>
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

    /// <summary>The models that were looked at last, and the same while none of them is sampled.</summary>
    private IReadOnlyList<CatalogModel>? _looked, _idle;

    public ShadowLanes(
        TeacherDirectory teachers,
        FindingsWriter findings,
        ShadowMeters meters,
        IOptions<ShadowOptions> options,
        RunSlots slots,
        TimeProvider timeProvider,
        ILogger<ShadowLanes> logger)
    {
        (_teachers, _findings, _meters, _options, _slots, _timeProvider, _logger) = (teachers, findings, meters, options.Value, slots, timeProvider, logger);
        _keeper = new SampleKeeper(_options, timeProvider);
    }

    /// <summary>A model's lane; <see langword="null"/> where the model has no teacher, or no student.</summary>
    public ShadowLane? For(CatalogModel model)
    {
        if (!TeacherDirectory.CanBeChecked(model) || model.Task is not { } task)
        {
            return null;
        }

        Lazy<ShadowLane> lane = _lanes.GetOrAdd(model.Name, _ => new Lazy<ShadowLane>(() => NewLane(_teachers.Latest(model), task)));
        try
        {
            return lane.Value;
        }
        catch
        {
            // It would throw the same for ever: the next call tries again.
            _lanes.TryRemove(KeyValuePair.Create(model.Name, lane));
            throw;
        }
    }

    /// <summary>Whether no model is sampled: nothing else is looked at then.</summary>
    private bool IsIdle => ReferenceEquals(Volatile.Read(ref _idle), _teachers.Models);

    /// <summary>Takes a translation for the teacher to check, if it is one to sample. Never waits and never throws.</summary>
    public void Observe(CatalogModel model, CatalogVariant variant, TranslationRequest request, TranslationAnswer answer)
    {
        if (!IsIdle)
        {
            Offer(model, variant, request, answer);
        }
    }

    /// <summary>Takes a classification for the teacher to check, if it is one to sample. Never waits and never throws.</summary>
    /// <param name="model">The model.</param>
    /// <param name="variant">The variant that answered.</param>
    /// <param name="request">What was asked.</param>
    /// <param name="answer">What was answered, which may lack labels.</param>
    /// <param name="scores">Of each text the scores of all labels, in the order of their ids.</param>
    public void Observe(CatalogModel model, CatalogVariant variant, ClassificationRequest request, ClassificationAnswer answer, IReadOnlyList<double[]> scores)
    {
        if (!IsIdle)
        {
            Offer(model, variant, request, answer, scores);
        }
    }

    /// <summary>Stops a model's lane, for its next answer to begin another by what its model.json says now.</summary>
    public void Forget(string model)
    {
        LookAgain();
        if (_lanes.TryRemove(model, out Lazy<ShadowLane>? lane))
        {
            _ = Task.Run(() => lane.Value.DisposeAsync().AsTask());
        }
    }

    /// <summary>Stops all lanes.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (string model in _lanes.Keys)
        {
            if (_lanes.TryRemove(model, out Lazy<ShadowLane>? lane))
            {
                try
                {
                    await lane.Value.DisposeAsync();
                }
                catch (Exception exception)
                {
                    // The boundary of one lane: the others, and the store after them, stop as they should.
                    Log.SamplingFailed(_logger, model, exception.GetType().Name, exception.StackTrace?.TrimStart());
                }
            }
        }
    }

    /// <summary>As <see cref="DisposeAsync"/>, for a host that cannot wait otherwise.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private void Offer(CatalogModel model, CatalogVariant variant, TranslationRequest request, TranslationAnswer answer) => Offer(
        model, variant, request.Texts, null, (served, at, index) => new ShadowSample(
            at, request.Texts[index], variant.Version, new SampleAnswer(answer.Translations[index]), answer.Translations[index].InputTokens, served.Tokenizer)
        {
            Options = request.Options,
        });

    private void Offer(
        CatalogModel model, CatalogVariant variant, ClassificationRequest request, ClassificationAnswer answer, IReadOnlyList<double[]> scores) => Offer(
        model, variant, request.Texts, request.TextPairs, (served, at, index) =>
        {
            var classifier = (ClassificationModel)served;
            return new ShadowSample(
                at, request.Texts[index], variant.Version, new SampleAnswer(() => classifier.Rank(scores[index])), answer.Results[index].InputTokens, served.Tokenizer)
            {
                Pair = request.TextPairs?[index],
                Independent = classifier.Head.ScoredBy == ScoreFunction.Sigmoid,
            };
        });

    private void Offer(
        CatalogModel model, CatalogVariant variant, IReadOnlyList<string> texts, IReadOnlyList<string>? pairs, Func<ServedModel, DateTimeOffset, int, ShadowSample> sample)
    {
        try
        {
            LookForIdleness();
            if (variant.Role == VariantRole.Student && For(model) is { } lane && variant.Model is { } served)
            {
                lane.Offer(texts, pairs, variant.Version, index => sample(served, _timeProvider.GetUtcNow(), index));
            }
        }
        catch (Exception exception)
        {
            // The caller has an answer: nothing that goes wrong here may take it away.
            Log.SamplingFailed(_logger, model.Name, exception.GetType().Name, exception.StackTrace?.TrimStart());
        }
    }

    /// <summary>Notes whether any model is sampled; again after each change of the models, or of a lane's settings.</summary>
    private void LookForIdleness()
    {
        IReadOnlyList<CatalogModel> models = _teachers.Models;
        if (ReferenceEquals(Volatile.Read(ref _looked), models))
        {
            return;
        }

        Volatile.Write(ref _looked, models); // before the settings are read: a change meanwhile has it looked again
        Volatile.Write(ref _idle, models.Any(model => TeacherDirectory.CanBeChecked(model) && SampleRate(model) > 0) ? null : models);
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

    private double SampleRate(CatalogModel model) =>
        _lanes.TryGetValue(model.Name, out Lazy<ShadowLane>? lane) ? lane.Value.Settings.SampleRate : Settings(model.Name, model.Definition.Manifest?.Shadow).SampleRate;

    private ShadowLane NewLane(CatalogModel model, ModelTask task)
    {
        ModelManifest? manifest = model.Definition.Manifest;
        ITeacher teacher = _teachers.Of(model, RunPriority.Low);
        string? languages = manifest is { SourceLanguage: { } source, TargetLanguage: { } target } ? $"{source}-{target}" : null;
        var judge = new SampleJudge(
            model.Name, task, languages, teacher, _findings, _keeper, new NoiseMeter(_options.NoiseShare), _meters, _timeProvider, _logger);
        var lane = new ShadowLane(judge, Settings(model.Name, manifest?.Shadow), _options, _timeProvider, _slots.Background, LookAgain);
        if (_observed.TryAdd(model.Name, true))
        {
            // Whichever lane the model has when it is measured.
            _meters.Observe(model.Name, task, () => Current()?.Length ?? 0, () => Current()?.Teacher.Status.State switch
            {
                null or ShadowVariantState.Loading => null,
                var state => state == ShadowVariantState.Ready,
            });
        }

        ShadowLane? Current() => _lanes.TryGetValue(model.Name, out Lazy<ShadowLane>? current) ? current.Value : null;
        return lane;
    }

    /// <summary>What the configuration says of this model, else its model.json, else the configuration's defaults.</summary>
    private ShadowSettings Settings(string model, ManifestShadow? manifest)
    {
        ShadowModelOptions? own = _options.Models.TryGetValue(model, out ShadowModelOptions? found) ? found : null;
        return new ShadowSettings(
            own?.SampleRate ?? manifest?.SampleRate ?? _options.SampleRate,
            own?.MaxPerSecond ?? manifest?.MaxPerSecond ?? _options.MaxPerSecond,
            own?.Margin ?? manifest?.Margin ?? _options.Margin);
    }
}
