using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TransformerService.Inference.Catalog;
using TransformerService.Shadow.Configuration;
using TransformerService.Shadow.Lanes;
using TransformerService.Shadow.Telemetry;

namespace TransformerService.Shadow;

/// <summary>Computes the verdicts of the sampled models periodically: gauges need them before anyone asks for a report.</summary>
internal sealed class VerdictWatch(
    ModelCatalog catalog,
    ShadowLanes lanes,
    ShadowService shadow,
    ShadowMeters meters,
    ShadowOptions options,
    TimeProvider timeProvider,
    ILogger<VerdictWatch> logger
) : BackgroundService
{
    /// <summary>Models whose last verdict failed. The failure is logged once, until a verdict can be computed again.</summary>
    private readonly HashSet<string> _failing = new(StringComparer.Ordinal);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.VerdictInterval, timeProvider);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            List<ShadowFinding> found = [];
            foreach (var model in catalog.Models)
            {
                if (await FindAsync(model, stoppingToken) is { } finding)
                {
                    found.Add(finding);
                }
            }

            meters.Found(found);
        }
    }

    private async Task<ShadowFinding?> FindAsync(CatalogModel model, CancellationToken cancellationToken)
    {
        try
        {
            // Asking for the lane creates it, so its queue and its teacher are measured from the start. A model without a teacher has none.
            if (lanes.For(model) is not { Settings.SampleRate: > 0 })
            {
                return null;
            }

            var state = await shadow.ReportAsync(model.Name, version: null, cancellationToken);
            _failing.Remove(model.Name);
            return new ShadowFinding(
                model.Name,
                model.Task ?? default,
                state.Report.Verdict,
                state.Report.Difference.Rate,
                state.Report.Margin
            ); // a model with a lane has a task
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // The boundary of one look: the next one comes soon. Until then the gauges show no verdict.
            if (_failing.Add(model.Name))
            {
                ShadowLog.VerdictFailed(logger, model.Name, exception.GetType().Name);
            }

            return null;
        }
    }
}
