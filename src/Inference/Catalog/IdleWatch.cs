using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using TransformerService.Inference.Configuration;

namespace TransformerService.Inference.Catalog;

/// <summary>Checks regularly for models that have had no call for <see cref="ModelsOptions.UnloadAfter"/>.</summary>
internal sealed class IdleWatch(ModelCatalog catalog, IOptions<ModelsOptions> options, TimeProvider timeProvider, ILogger<IdleWatch> logger)
    : BackgroundService
{
    private const int LooksInTime = 4;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.UnloadAfter is not { } idle)
        {
            return;
        }

        using var timer = new PeriodicTimer(idle / LooksInTime < Longest ? idle / LooksInTime : Longest, timeProvider);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await catalog.Idle.UnloadAsync(idle, stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                // The error boundary of one check: whatever fails, the next check follows.
                Log.UnloadThrew(logger, exception.GetType().Name, exception.Message);
            }
        }
    }
}
