using Microsoft.Extensions.Hosting;
using TransformerService.Inference.Catalog;

namespace TransformerService.Inference.Hosting;

/// <summary>Loads the models once the host runs, so that liveness answers while they load.</summary>
internal sealed class CatalogLoadService(ModelCatalog catalog, IHostApplicationLifetime lifetime) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using (lifetime.ApplicationStarted.Register(started.SetResult))
        {
            await started.Task.WaitAsync(stoppingToken);
        }

        try
        {
            await catalog.LoadAsync(stoppingToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // The host logs the failure and stops; whoever started it must see that it did not mean to.
            Environment.ExitCode = 1;
            throw;
        }
    }
}
