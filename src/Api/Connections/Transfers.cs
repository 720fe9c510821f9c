using Grpc.AspNetCore.Server;
using Grpc.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Options;
using TransformerService.Api.Configuration;
using TransformerService.Api.Ports;

namespace TransformerService.Api.Connections;

/// <summary>
/// Ends calls whose body arrives, or whose answer is read, so slowly that their memory is held too long. Kestrel has one minimum speed
/// for all sizes, at which megabytes may take hours; here a body and an answer have a time limit, whatever their size.
/// </summary>
/// <remarks>
/// 1. A body of HTTP/1.1 whose length is known: Kestrel's own minimum speed, raised for the request.
/// 2. Other bodies: a deadline, until the body has ended.
/// 3. Answers: a deadline, from the answer's start until all of it is written.
/// </remarks>
internal sealed class Transfers
{
    private readonly TransferDeadlines _deadlines;
    private readonly TimeSpan _grace;
    private readonly double _seconds;
    private readonly int _minBytesPerSecond;

    public Transfers(IOptions<AccessOptions> access, TransferDeadlines deadlines)
    {
        var limits = access.Value.Limits;
        (_deadlines, _grace, _seconds, _minBytesPerSecond) = (
            deadlines,
            limits.SlowGracePeriod,
            limits.MaxTransferTime.TotalSeconds,
            limits.MinBytesPerSecond
        );
    }

    /// <summary>Comes after routing.</summary>
    public Task HandleAsync(HttpContext context, RequestDelegate next)
    {
        if (HttpProtocol.IsHttp2(context.Request.Protocol) || context.Request.Headers.TransferEncoding.Count > 0)
        {
            BeginDeadline(context);
        }
        else
        {
            RaiseLeastSpeed(context);
        }

        return next(context);
    }

    private void BeginDeadline(HttpContext context)
    {
        var call = context.GetEndpoint()?.Metadata.GetMetadata<GrpcMethodMetadata>();
        if (call?.Method.Type is MethodType.ClientStreaming or MethodType.DuplexStreaming)
        {
            return; // may pause
        }

        var isWatch = call is { Method.Type: MethodType.ServerStreaming } && call.Method.ServiceName == ProbePaths.GrpcService;
        new TransferDeadline(_deadlines, context, isAnswerWatched: !isWatch).Begin(isBodyWatched: true);
    }

    private void RaiseLeastSpeed(HttpContext context)
    {
        if (
            context.Request.ContentLength is { } length
            && length / _seconds is var rate
            && rate > _minBytesPerSecond
            && context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } least
        )
        {
            least.MinDataRate = new MinDataRate(rate, _grace);
        }

        new TransferDeadline(_deadlines, context, isAnswerWatched: true).Begin(isBodyWatched: false);
    }
}
