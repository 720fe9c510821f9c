using Microsoft.Extensions.Hosting;
using TransformerService.Inference.Catalog;

namespace TransformerService.Inference.Hosting;

/// <summary>Loads the models once the host runs, so that liveness answers while they load.</summary>
internal sealed class CatalogLoadService(ModelCatalog catalog) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => catalog.LoadAsync(stoppingToken);
}
