using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TransformerService.Inference.Catalog;
using TransformerService.Models;
using TransformerService.Shadow.Configuration;
using TransformerService.Shadow.Store;

namespace TransformerService.Shadow.Cascade;

/// <summary>
/// Fits the risks of the cascades periodically, on the findings that all servers share: for each version of a student that answers, against
/// the teacher's version that answered last. A fit stays until there are a fifth more findings.
/// </summary>
internal sealed class CascadeWatch(
    ModelCatalog catalog,
    CascadeLanes lanes,
    FindingsReader findings,
    ShadowOptions options,
    TimeProvider timeProvider,
    ILogger<CascadeWatch> logger
) : BackgroundService
{
    /// <summary>Models whose last fit failed. The failure is logged once, until a fit succeeds again.</summary>
    private readonly HashSet<string> _failing = new(StringComparer.Ordinal);

    /// <summary>Looks at all cascades once.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        foreach (var model in catalog.Models)
        {
            try
            {
                if (lanes.For(model) is { } lane)
                {
                    await FitAsync(model, lane, cancellationToken);
                }

                _failing.Remove(model.Name);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                // The boundary of one model: the next look tries again.
                if (_failing.Add(model.Name))
                {
                    CascadeLog.FitFailed(logger, model.Name, exception.GetType().Name, exception.Message);
                }
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.VerdictInterval, timeProvider);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await LookAsync(stoppingToken);
        }
    }

    private async Task FitAsync(CatalogModel model, CascadeLane lane, CancellationToken cancellationToken)
    {
        Dictionary<string, CascadeFitOf> fits = new(StringComparer.Ordinal);
        var student = model.Variant(VariantRole.Student);
        foreach (
            var version in new[] { student?.ShortHash, student?.CanaryHash }.OfType<string>().Where(hash => hash.Length > 0).Distinct()
        )
        {
            lane.Fits.TryGetValue(version, out var last);
            var read = await findings.SignsAsync(model.Name, version, cancellationToken);
            if ((read is null ? last : CascadeFitOf.Next(read, last, lane.Settings.Budget, lane.Settings.Alpha)) is { } next)
            {
                fits[version] = next;
            }
        }

        lane.Fits = fits;
    }
}
