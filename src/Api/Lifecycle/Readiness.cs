using Microsoft.Extensions.Diagnostics.HealthChecks;
using TransformerService.Inference.Catalog;

namespace TransformerService.Api.Lifecycle;

/// <summary>The health check of the server itself: every required model is loaded, and the server is not stopping.</summary>
internal sealed class Readiness(ModelCatalog catalog, IHostApplicationLifetime lifetime) : IHealthCheck
{
    /// <summary>The name of its registration.</summary>
    public const string Name = "models";

    /// <summary>Why the server is not ready to serve, or <see langword="null"/> if it is.</summary>
    public string? WhyNot() =>
        lifetime.ApplicationStopping.IsCancellationRequested ? "The server is shutting down." : catalog.WhyNotReady();

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(WhyNot() is { } reason ? HealthCheckResult.Unhealthy(reason) : HealthCheckResult.Healthy());
}
