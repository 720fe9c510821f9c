using Microsoft.AspNetCore.Server.Kestrel.Core;
using TransformerService.Api.Errors;
using TransformerService.Api.Listening;

namespace TransformerService.Api.Ports;

/// <summary>
/// Keeps the two doors apart: marks the connections of Kestrel's endpoint <c>Grpc</c> and the endpoints that answer there, and lets only
/// those two come together: HTTP/2 may come over the REST port too if that has TLS.
/// </summary>
internal sealed class GrpcDoor
{
    private const string Endpoint = "Grpc";
    private const string GrpcMediaType = "application/grpc";

    private GrpcDoor()
    {
    }

    public static GrpcDoor Instance { get; } = new();

    /// <summary>Marks every connection that comes to the gRPC port.</summary>
    public static void Mark(KestrelServerOptions kestrel) => kestrel.MarkConnections(Endpoint, static features => features.Set(Instance));

    /// <summary>Answers with a problem what came to the other's door. Comes after routing, and before all that answers.</summary>
    public static Task CheckAsync(HttpContext context, RequestDelegate next)
    {
        var cameToGrpc = context.Features.Get<GrpcDoor>() is not null;
        var isGrpc = context.GetEndpoint()?.Metadata.GetMetadata<GrpcDoor>() is not null;
        if (cameToGrpc == isGrpc)
            return next(context);

        if (Refusal.IsGrpcCall(context))
            return AnswerUnimplemented(context.Response);

        return ProblemWriter.WriteAsync(context, ErrorTable.PathNotFound, isGrpc
            ? "This port answers REST; gRPC calls go to the other (Kestrel:Endpoints:Grpc:Url, 8081 unless configured), by HTTP/2."
            : "This port answers gRPC calls only; REST is at the other (Kestrel:Endpoints:Http:Url, 8080 unless configured).");
    }

    private static Task AnswerUnimplemented(HttpResponse response)
    {
        response.ContentType = GrpcMediaType;
        response.Headers["grpc-status"] = ErrorTable.PathNotFound.GrpcStatus.ToString("D");
        response.Headers["grpc-message"] = GrpcMessageText.Escape("There is no such service; reflection lists those that there are.");
        return Task.CompletedTask;
    }
}
