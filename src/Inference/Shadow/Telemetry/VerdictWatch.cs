using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TransformerService.Inference.Catalog;
using TransformerService.Inference.Shadow.Hosting;
using TransformerService.Inference.Shadow.Lanes;
using TransformerService.Inference.Shadow.Teachers;

namespace TransformerService.Inference.Shadow.Telemetry;

/// <summary>Computes the verdicts of the models that are sampled, again and again: what gauges show must be there before it is asked for.</summary>
internal sealed class VerdictWatch(
    ModelCatalog catalog,
    ShadowLanes lanes,
    ShadowService shadow,
    ShadowMeters meters,
    ShadowOptions options,
    TimeProvider timeProvider,
    ILogger<VerdictWatch> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.VerdictInterval, timeProvider);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            List<ShadowFinding> found = [];
            foreach (CatalogModel model in catalog.Models.Where(TeacherDirectory.CanBeChecked))
            {
                // Asking for the lane makes it, and so its queue and its teacher are measured from the start.
                if (lanes.For(model) is { Settings.SampleRate: > 0 } && await FindAsync(model, stoppingToken) is { } finding)
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
            ShadowState state = await shadow.ReportAsync(model.Name, version: null, cancellationToken);
            return new ShadowFinding(model.Name, model.Task ?? default, state.Report.Verdict, state.Report.Difference.Rate, state.Report.Margin); // a model with a lane has a task
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // The boundary of one look: the next one comes soon.
            Log.VerdictFailed(logger, model.Name, exception.GetType().Name);
            return null;
        }
    }
}
