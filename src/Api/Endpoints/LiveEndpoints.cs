using System.ComponentModel;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using TransformerService.Api.Access;
using TransformerService.Api.Contracts;
using TransformerService.Api.Json;
using TransformerService.Api.Live;
using TransformerService.Api.Swagger;
using TransformerService.Models.Errors;

namespace TransformerService.Api.Endpoints;

/// <summary><c>/v1/live</c> and <c>/v1/server</c>: what this process does.</summary>
internal static class LiveEndpoints
{
    private const string EventStream = "text/event-stream";

    public static void MapLive(this IEndpointRouteBuilder endpoints)
    {
        endpoints
            .MapGet("/v1/live", StreamAsync)
            .RequireRateLimiting(CallLimits.LiveReads)
            .WithTags("Server")
            .WithSummary("Streams what the server does, a server-sent event each second")
            .WithDescription(
                "Starts with the seconds of the last five minutes after 'after' or the header Last-Event-ID. The stream ends after half of "
                    + "Access:Limits:MaxTransferTime: ask again with the last number. Each event's data is a LiveSecondBody."
            )
            .Produces<LiveSecondBody>(StatusCodes.Status200OK, EventStream)
            .AnswersProblems(
                InferenceError.InvalidInput,
                InferenceError.Unauthenticated,
                InferenceError.Overloaded,
                InferenceError.Internal
            );
        endpoints
            .MapGet("/v1/server", GetServer)
            .RequireAuthorization(AccessPolicies.Admin)
            .WithTags("Server")
            .WithSummary("Returns the configuration in force, the log of the start and the alerts that hold now (admin)")
            .WithDescription("Texts that may hold a secret are not shown. Needs an admin's key.")
            .AnswersProblems(InferenceError.Unauthenticated, InferenceError.Forbidden, InferenceError.Internal);
    }

    public static ServerBody Describe(ServerState server) =>
        new()
        {
            Version =
                typeof(LiveEndpoints).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "",
            StartedAt = server.Series.StartedAt,
            Settings = [.. server.Settings.All.Select(LiveWire.ToBody)],
            StartLog = [.. server.Log.Entries.Select(LiveWire.ToBody)],
            Alerts = [.. Alerts.Of(server.Series.Seconds, server.Series.Gauges).Select(LiveWire.ToBody)],
        };

    private static Ok<ServerBody> GetServer(ServerState server) => TypedResults.Ok(Describe(server));

    private static async Task StreamAsync(
        [Description("The number of the last second that was read. Default: 0, all that are kept.")] string? after,
        HttpContext context,
        LiveReader reader,
        CancellationToken cancellationToken
    )
    {
        var last =
            QueryValues.WholeNumber(nameof(after), string.IsNullOrEmpty(after) ? (string?)context.Request.Headers["Last-Event-ID"] : after)
            ?? 0;
        context.Response.ContentType = EventStream;
        context.Response.Headers.CacheControl = "no-store";
        await foreach (var second in reader.ReadAsync(last, cancellationToken))
        {
            var data = JsonSerializer.Serialize(LiveWire.ToBody(second), WireJson.Answers.LiveSecondBody);
            await context.Response.WriteAsync(
                string.Create(CultureInfo.InvariantCulture, $"id: {second.Number}\ndata: {data}\n\n"),
                cancellationToken
            );
            await context.Response.Body.FlushAsync(cancellationToken);
        }
    }
}
