using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using TransformerService.Inference.Batching;
using TransformerService.Inference.Catalog;
using TransformerService.Shadow.Configuration;
using TransformerService.Shadow.Records;
using TransformerService.Shadow.Store;
using TransformerService.Shadow.Teachers;
using TransformerService.Shadow.Telemetry;

namespace TransformerService.Shadow.Lanes;

/// <summary>The lanes of all models that have a student and a teacher, each created on first use.</summary>
internal sealed class ShadowLanes : IAsyncDisposable, IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<ShadowLane>> _lanes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _observed = new(StringComparer.Ordinal);
    private readonly TeacherDirectory _teachers;
    private readonly FindingsWriter _findings;
    private readonly SampleKeeper _keeper;
    private readonly ShadowMeters _meters;
    private readonly ShadowOptions _options;
    private readonly BackgroundScheduler _background;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger<ShadowLanes> _logger;

    public ShadowLanes(
        TeacherDirectory teachers,
        FindingsWriter findings,
        ShadowMeters meters,
        IOptions<ShadowOptions> options,
        BackgroundScheduler background,
        TimeProvider timeProvider,
        ILogger<ShadowLanes> logger
    )
    {
        (_teachers, _findings, _meters, _options, _background, _timeProvider, _logger) = (
            teachers,
            findings,
            meters,
            options.Value,
            background,
            timeProvider,
            logger
        );
        _keeper = new SampleKeeper(_options, timeProvider);
    }

    /// <summary>Raised when a lane's settings have changed, and when a lane was stopped.</summary>
    public event Action? Changed;

    /// <summary>A model's lane; <see langword="null"/> if the model has no teacher, or no student.</summary>
    public ShadowLane? For(CatalogModel model)
    {
        if (!CheckedModel.CanBeChecked(model))
        {
            return null;
        }

        var lane = _lanes.GetOrAdd(model.Name, _ => new Lazy<ShadowLane>(() => NewLane(_teachers.Latest(model))));
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

    /// <summary>Stops a model's lane; the next answer starts another with the settings of the current model.json.</summary>
    public void Forget(string model)
    {
        Changed?.Invoke();
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

    private ShadowLane NewLane(CatalogModel model)
    {
        var known = CheckedModel.Of(model) ?? throw new ArgumentException("The model cannot be checked.", nameof(model));
        var judge = new SampleComparer(
            known,
            _teachers.Of(model, RunPriority.Low),
            _findings,
            _keeper,
            new NoiseMeter(_options.NoiseShare),
            _meters,
            _timeProvider,
            _logger,
            _teachers.VersionsOf(model)
        );
        var lane = new ShadowLane(
            judge,
            _options.SettingsOf(model.Name, model.Definition.Manifest?.Shadow),
            _options,
            _timeProvider,
            _background.Scheduler,
            () => Changed?.Invoke()
        );
        if (_observed.TryAdd(model.Name, true))
        {
            // Uses the lane that the model has at the time of measuring.
            _meters.Observe(
                model.Name,
                known.Task,
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
}
