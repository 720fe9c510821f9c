using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using TransformerService.Inference.Batching;
using TransformerService.Inference.Catalog;
using TransformerService.Shadow.Configuration;
using TransformerService.Shadow.Teachers;
using TransformerService.Shadow.Telemetry;

namespace TransformerService.Shadow.Cascade;

/// <summary>The cascades of all models that have one, each created on first use.</summary>
internal sealed class CascadeLanes(
    TeacherDirectory teachers,
    ShadowOptions options,
    CascadeMeters meters,
    TimeProvider timeProvider,
    ILogger<CascadeLanes> logger
) : IAsyncDisposable, IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<CascadeLane>> _lanes = new(StringComparer.Ordinal);

    /// <summary>A model's cascade; <see langword="null"/> if it has none, no student or no teacher.</summary>
    public CascadeLane? For(CatalogModel model)
    {
        if (options.CascadeOf(model.Name, model.Definition.Manifest?.Cascade) is null || !CheckedModel.CanBeChecked(model))
        {
            return null;
        }

        var lane = _lanes.GetOrAdd(model.Name, _ => new Lazy<CascadeLane>(() => NewLane(teachers.Latest(model))));
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

    /// <summary>Ends a model's cascade; the next answer begins another with the settings of the current model.json.</summary>
    public void Forget(string model)
    {
        if (_lanes.TryRemove(model, out var lane))
        {
            _ = Task.Run(() => lane.Value.DisposeAsync().AsTask());
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var model in _lanes.Keys)
        {
            if (_lanes.TryRemove(model, out var lane) && lane.IsValueCreated)
            {
                await lane.Value.DisposeAsync();
            }
        }
    }

    /// <summary>As <see cref="DisposeAsync"/>, for a host that cannot wait otherwise.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private CascadeLane NewLane(CatalogModel model) =>
        new(
            CheckedModel.Of(model) ?? throw new ArgumentException("The model cannot be checked.", nameof(model)),
            teachers.Of(model, RunPriority.Normal), // a caller waits for its answers
            options.CascadeOf(model.Name, model.Definition.Manifest?.Cascade)
                ?? throw new ArgumentException("It has no cascade.", nameof(model)),
            options.MaxEscalatedTexts,
            meters,
            timeProvider,
            logger
        );
}
