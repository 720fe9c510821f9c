using Microsoft.AspNetCore.Server.Kestrel.Core;
using TransformerService.Api.Errors;
using TransformerService.Api.Listening;

namespace TransformerService.Api.Ports;

/// <summary>
/// Separates REST and gRPC. Marks the connections to Kestrel's endpoint <c>Grpc</c> and the endpoints that answer there, and lets only
/// those two meet. The protocol does not tell: with TLS, the REST port accepts HTTP/2 too.
/// </summary>
internal sealed class GrpcDoor
{
    private const string Endpoint = "Grpc";

    private GrpcDoor() { }

    public static GrpcDoor Instance { get; } = new();

    /// <summary>Marks every connection that comes to the gRPC port.</summary>
    public static void Mark(KestrelServerOptions kestrel) => kestrel.MarkConnections(Endpoint, static features => features.Set(Instance));

    /// <summary>Answers a call at the wrong port with a problem. Must come after routing, and before everything that answers.</summary>
    public static Task CheckAsync(HttpContext context, RequestDelegate next)
    {
        var cameToGrpc = context.Features.Get<GrpcDoor>() is not null;
        var isGrpc = context.GetEndpoint()?.Metadata.GetMetadata<GrpcDoor>() is not null;
        if (cameToGrpc == isGrpc)
        {
            return next(context);
        }

        if (Refusal.IsGrpcCall(context))
        {
            return AnswerUnimplemented(context.Response);
        }

        return ProblemWriter.WriteAsync(
            context,
            ErrorTable.PathNotFound,
            isGrpc
                ? "This port answers REST; gRPC calls go to the other (Kestrel:Endpoints:Grpc:Url, 8081 unless configured), by HTTP/2."
                : "This port answers gRPC calls only; REST is at the other (Kestrel:Endpoints:Http:Url, 8080 unless configured)."
        );
    }

    private static Task AnswerUnimplemented(HttpResponse response)
    {
        response.ContentType = Refusal.GrpcMediaType;
        response.Headers[Refusal.StatusHeader] = ErrorTable.PathNotFound.GrpcStatus.ToString("D");
        response.Headers[Refusal.MessageHeader] = GrpcMessageText.Escape("There is no such service; reflection lists the services.");
        return Task.CompletedTask;
    }
}
