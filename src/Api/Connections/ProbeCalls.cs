using TransformerService.Api.Errors;
using TransformerService.Api.Ports;
using TransformerService.Models.Errors;

namespace TransformerService.Api.Connections;

/// <summary>
/// Handles calls on connections with a place of the reserve: probes are answered as usual, all others are refused. Then the connection
/// ends.
/// </summary>
internal sealed class ProbeCalls(ConnectionPlaces places)
{
    private static readonly PathString[] Paths =
    [
        ProbePaths.Live,
        ProbePaths.Ready,
        ProbePaths.GrpcCheck, // not Watch, which stays open
        ProbePaths.Rest,
        ProbePaths.InferenceLive,
        ProbePaths.InferenceReady,
        ProbePaths.Ping,
    ];

    private static readonly Failure Full = new(
        InferenceError.Overloaded,
        "The server, or this address, has all the connections that it may have (Access:Limits:MaxConnections, :MaxConnectionsPerAddress); send the request again later, or close connections."
    );

    /// <summary>Must come before everything that answers.</summary>
    public Task HandleAsync(HttpContext context, RequestDelegate next) =>
        places.Probes.Count > 0 && context.Features.Get<ProbePlace>() is { } place ? AnswerAsync(place, context, next) : next(context);

    private static async Task AnswerAsync(ProbePlace place, HttpContext context, RequestDelegate next)
    {
        place.BeginCall();
        try
        {
            if (HttpProtocol.IsHttp2(context.Request.Protocol))
            {
                context.Connection.RequestClose(); // GOAWAY: calls that have begun are answered
            }
            else
            {
                context.Response.Headers.Connection = "close";
            }

            await (Array.Exists(Paths, path => path == context.Request.Path) ? next(context) : Refusal.WriteAsync(context, Full));
        }
        finally
        {
            place.EndCall();
        }
    }
}
