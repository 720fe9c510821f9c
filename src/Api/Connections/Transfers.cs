using Grpc.AspNetCore.Server;
using Grpc.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Options;
using TransformerService.Api.Access;
using TransformerService.Api.Grpc;

namespace TransformerService.Api.Connections;

/// <summary>
/// Ends calls whose body comes, or whose answer is taken, so slowly that what the server holds for them is held too long. Kestrel has one least speed for all
/// sizes, with which megabytes would last for hours; here a body and an answer have a time, whatever their size.
/// </summary>
/// <remarks>
/// 1. A body of HTTP/1.1 whose length is known: Kestrel's own least speed, made higher for the request.
/// 2. Other bodies: a deadline, until the body has ended.
/// 3. Answers over HTTP/1.1: the connection's timeout, from the answer's start until it is written, for which Kestrel has a clock already.
/// 4. Answers over HTTP/2, where calls share a connection: a deadline for the call.
/// </remarks>
internal sealed class Transfers(IOptions<AccessOptions> access, TimeProvider timeProvider)
{
    private readonly TimeSpan _limit = access.Value.Limits.MaxTransferTime + access.Value.Limits.SlowGracePeriod;
    private readonly TimeSpan _grace = access.Value.Limits.SlowGracePeriod;
    private readonly double _seconds = access.Value.Limits.MaxTransferTime.TotalSeconds;
    private readonly int _minBytesPerSecond = access.Value.Limits.MinBytesPerSecond;

    /// <summary>Comes after routing.</summary>
    public Task HandleAsync(HttpContext context, RequestDelegate next)
    {
        if (HttpProtocol.IsHttp2(context.Request.Protocol))
            return WithDeadlineAsync(context, next);

        if (context.Request.ContentLength is { } length && length / _seconds is var rate && rate > _minBytesPerSecond
            && context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } least)
        {
            least.MinDataRate = new MinDataRate(rate, _grace);
        }

        return context.Request.Headers.TransferEncoding.Count > 0 ? WithDeadlineAsync(context, next)
            : context.Features.Get<IConnectionTimeoutFeature>() is { } timeout ? WithTimeoutAsync(context, next, timeout)
            : next(context);
    }

    private async Task WithTimeoutAsync(HttpContext context, RequestDelegate next, IConnectionTimeoutFeature timeout)
    {
        var answer = new AnswerTimeout(context, timeout, _limit);
        context.Response.OnStarting(AnswerTimeout.Start, answer);
        try
        {
            await next(context);
        }
        finally
        {
            answer.End();
        }
    }

    private Task WithDeadlineAsync(HttpContext context, RequestDelegate next)
    {
        var call = context.GetEndpoint()?.Metadata.GetMetadata<GrpcMethodMetadata>();
        return call?.Method.Type is MethodType.ClientStreaming or MethodType.DuplexStreaming
            ? next(context) // may pause
            : WithDeadlineAsync(context, next, isAnswerWatched: call is not { Method.Type: MethodType.ServerStreaming } || call.ServiceType != typeof(HealthService));
    }

    private async Task WithDeadlineAsync(HttpContext context, RequestDelegate next, bool isAnswerWatched)
    {
        using var deadline = new TransferDeadline(context, isAnswerWatched, _limit, timeProvider);
        await next(context);
    }

    private sealed class AnswerTimeout(HttpContext context, IConnectionTimeoutFeature timeout, TimeSpan limit)
    {
        private bool _isOver;

        public static Task Start(object state)
        {
            ((AnswerTimeout)state).Start();
            return Task.CompletedTask;
        }

        public void End()
        {
            _isOver = true;
            timeout.CancelTimeout();
        }

        // What begins to be sent only when all of it is there is small.
        private void Start()
        {
            if (!_isOver && !context.User.IsAdmin())
                timeout.ResetTimeout(limit);
        }
    }
}
