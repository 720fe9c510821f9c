using System.Reflection;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using TransformerService.Api.Contracts;
using TransformerService.Api.Json;
using TransformerService.Api.Lifecycle;
using TransformerService.Api.Ports;

namespace TransformerService.Api.Endpoints;

/// <summary><c>/health</c>, for orchestrators: ASP.NET's health checks.</summary>
internal static class HealthEndpoints
{
    /// <summary>The API's description lists only endpoints that have a method; this one has no parameters to describe.</summary>
    private static readonly MethodInfo Described = ((Action)(static () => { })).Method;

    public static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup("").WithTags("Health").AllowAnonymous(); // probes have no key
        Describe(
            group.MapHealthChecks(
                ProbePaths.Live,
                new HealthCheckOptions
                {
                    Predicate = static _ => false, // restarting the process does not help a check that fails
                    AllowCachingResponses = true, // sends no header of its own
                    ResponseWriter = static (context, _) => WriteAsync(context, new HealthBody { Status = "live" }),
                }
            ),
            "Answers while the process runs",
            StatusCodes.Status200OK
        );
        Describe(
            group.MapHealthChecks(
                ProbePaths.Ready,
                new HealthCheckOptions
                {
                    AllowCachingResponses = true,
                    ResponseWriter = static (context, report) => WriteAsync(context, ToBody(report)),
                }
            ),
            "Reports whether every required model is loaded, warmed up and checked",
            StatusCodes.Status200OK,
            StatusCodes.Status503ServiceUnavailable
        );
    }

    private static void Describe(IEndpointConventionBuilder endpoint, string summary, params ReadOnlySpan<int> statuses)
    {
        endpoint.WithMetadata(Described, new HttpMethodMetadata([HttpMethods.Get])).WithSummary(summary);
        foreach (var status in statuses)
        {
            endpoint.WithMetadata(new ProducesResponseTypeMetadata(status, typeof(HealthBody), [BodyMedia.Json]));
        }
    }

    private static Task WriteAsync(HttpContext context, HealthBody body) =>
        context.Response.WriteAsJsonAsync(body, WireJson.Answers.HealthBody, cancellationToken: context.RequestAborted);

    private static HealthBody ToBody(HealthReport report) =>
        report.Status == HealthStatus.Unhealthy
            ? new HealthBody
            {
                Status = "notReady",
                Reason = string.Join(
                    " ",
                    report.Entries.Where(static entry => entry.Value.Status == HealthStatus.Unhealthy).Select(Reason)
                ),
            }
            : new HealthBody { Status = "ready" };

    // The message of an exception may hold what must not be shown, such as an address with a password.
    private static string Reason(KeyValuePair<string, HealthReportEntry> check) =>
        check switch
        {
            { Value.Exception: { } exception } => $"The check {check.Key} failed with {exception.GetType().Name}.",
            { Value.Description: { } description } => check.Key == Readiness.Name ? description : $"{check.Key}: {description}",
            _ => $"The check {check.Key} failed.",
        };
}
