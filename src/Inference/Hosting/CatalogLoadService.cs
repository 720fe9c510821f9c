using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using TransformerService.Inference.Catalog;
using TransformerService.Inference.Configuration;
using TransformerService.Inference.Memory;
using TransformerService.Models.Catalog;

namespace TransformerService.Inference.Hosting;

/// <summary>Loads the models once the host runs, so that liveness answers while they load.</summary>
internal sealed class CatalogLoadService(
    ModelCatalog catalog,
    MemoryBudget memory,
    IOptions<InferenceOptions> options,
    IHostApplicationLifetime lifetime,
    TimeProvider timeProvider,
    ILogger<CatalogLoadService> logger
) : BackgroundService
{
    private const long BytesPerMiB = 1_024 * 1_024;

    private static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using (lifetime.ApplicationStarted.Register(started.SetResult))
        {
            await started.Task.WaitAsync(stoppingToken);
        }

        try
        {
            LogLimits();
            await LoadAsync(stoppingToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // The host logs the failure and stops; the exit code must show that this was not a normal stop.
            Environment.ExitCode = 1;
            throw;
        }
    }

    /// <summary>The resources that this process may use: .NET reads them from the cgroup.</summary>
    private void LogLimits() =>
        Log.Limits(
            logger,
            Environment.ProcessorCount,
            memory.Runs,
            options.Value.IntraOpThreads,
            GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / BytesPerMiB,
            Environment.WorkingSet / BytesPerMiB
        );

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        var started = timeProvider.GetTimestamp();
        var loading = catalog.LoadAsync(cancellationToken);
        var told = 0;
        while (
            await Task.WhenAny(loading, Task.Delay(ProgressInterval, timeProvider, cancellationToken)) != loading
            && !cancellationToken.IsCancellationRequested
        )
        {
            (var done, var models) = Progress();
            if (done != told)
            {
                told = done;
                Log.Loading(logger, done, models, Seconds());
            }
        }

        await loading;
        var found = catalog.Describe();
        Log.Loaded(
            logger,
            found.Count(model => model.State == ModelState.Ready),
            found.Count,
            Seconds(),
            Environment.WorkingSet / BytesPerMiB
        );
        Memory.Log.Total(
            logger,
            memory.Limit / BytesPerMiB,
            memory.HeapBytes / BytesPerMiB,
            memory.ModelBytes / BytesPerMiB,
            memory.Runs,
            memory.RunBytes / BytesPerMiB
        );

        double Seconds() => Math.Round(timeProvider.GetElapsedTime(started).TotalSeconds, 1);
    }

    private (int Done, int Models) Progress()
    {
        var models = catalog.Describe();
        return (models.Count(model => model.Variants.All(variant => variant.State != ModelState.Loading)), models.Count);
    }
}
