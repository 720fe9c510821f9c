using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using TransformerService.Inference.Serving;

namespace TransformerService.Inference.Catalog;

/// <summary>Reopens a loaded model that has stopped working. Until it works, its variant is not ready.</summary>
internal sealed class ModelRecovery(ModelCatalog catalog, ModelReopening reopening, TimeProvider timeProvider, ILogger logger) : IDisposable
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(5),
        LongestDelay = TimeSpan.FromMinutes(5);

    private readonly ConditionalWeakTable<ServedModel, object> _noted = [],
        _broken = [],
        _failed = [];
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>Handles a failed batch. A model's first failure is logged; later ones are counted by the meters.</summary>
    public void Note(ServedModel model, Exception failure, bool isBroken)
    {
        bool isFirst = _noted.TryAdd(model, model),
            breaksNow = isBroken && _broken.TryAdd(model, model);
        if (isFirst || breaksNow)
        {
            Log.BatchFailed(logger, NameOf(model), failure.GetType().Name, failure.Message.Split('\n', 2)[0], isBroken);
        }

        if (breaksNow)
        {
            _ = Task.Run(() => ReopenAsync(model, _stopping.Token));
        }
    }

    public void Dispose() => _stopping.Cancel();

    private async Task ReopenAsync(ServedModel model, CancellationToken cancellationToken)
    {
        try
        {
            for (var delay = FirstDelay; ; delay = delay * 2 < LongestDelay ? delay * 2 : LongestDelay)
            {
                if (await TryReopenAsync(model, cancellationToken))
                {
                    return;
                }

                await Task.Delay(delay, timeProvider, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    private async Task<bool> TryReopenAsync(ServedModel model, CancellationToken cancellationToken)
    {
        try
        {
            return await catalog.ChangeAsync(
                updater => reopening.TryAsync(catalog.Models, model, updater, cancellationToken),
                cancellationToken
            );
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // The error boundary of one attempt: whatever fails, another attempt follows. Logged once for each model.
            if (_failed.TryAdd(model, model))
            {
                Log.ReopenThrew(logger, NameOf(model), exception.GetType().Name, exception.Message);
            }

            return false;
        }
    }

    private string NameOf(ServedModel model) =>
        catalog.Models.FirstOrDefault(other => other.Variants.Any(variant => variant.Loaded.Any(loaded => loaded.Model == model)))?.Name
        ?? "(replaced)";
}
