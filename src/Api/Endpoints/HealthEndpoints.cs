using Microsoft.AspNetCore.Http.HttpResults;
using TransformerService.Api.Contracts;
using TransformerService.Inference.Catalog;

namespace TransformerService.Api.Endpoints;

/// <summary><c>/health</c>, for orchestrators.</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup("/health").WithTags("Health").AllowAnonymous(); // probes have no key
        group.MapGet("/live", Live).WithSummary("Answers while the process runs");
        group
            .MapGet("/ready", Ready)
            .WithSummary("Reports whether every required model is loaded, warmed up and checked")
            .Produces<HealthBody>(StatusCodes.Status503ServiceUnavailable);
    }

    private static Ok<HealthBody> Live() => TypedResults.Ok(new HealthBody { Status = "live" });

    private static Results<Ok<HealthBody>, JsonHttpResult<HealthBody>> Ready(ModelCatalog catalog, IHostApplicationLifetime lifetime) =>
        (lifetime.ApplicationStopping.IsCancellationRequested ? "The server is shutting down." : catalog.WhyNotReady()) is { } reason
            ? TypedResults.Json(
                new HealthBody { Status = "notReady", Reason = reason },
                statusCode: StatusCodes.Status503ServiceUnavailable
            )
            : TypedResults.Ok(new HealthBody { Status = "ready" });
}
