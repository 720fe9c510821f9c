using System.Collections.Concurrent;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using TransformerService.Api.Tests.Telemetry.Otlp;
using TransformerService.Tests.Support;
using Xunit;

namespace TransformerService.Api.Tests.Telemetry;

/// <summary>A collector on a real socket: takes what is exported by OTLP, over gRPC or HTTP, and keeps it.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private const string GrpcMediaType = "application/grpc";
    private const int GrpcPrefix = 5;

    private readonly WebApplication _app;

    private OtlpReceiver(WebApplication app)
    {
        _app = app;
        app.MapPost("/v1/traces", context => TakeAsync(context, Traces));
        app.MapPost("/v1/metrics", context => TakeAsync(context, Metrics));
        app.MapPost("/v1/logs", context => TakeAsync(context, Logs));
        app.MapPost("/opentelemetry.proto.collector.trace.v1.TraceService/Export", context => TakeAsync(context, Traces));
        app.MapPost("/opentelemetry.proto.collector.metrics.v1.MetricsService/Export", context => TakeAsync(context, Metrics));
        app.MapPost("/opentelemetry.proto.collector.logs.v1.LogsService/Export", context => TakeAsync(context, Logs));
    }

    public ConcurrentQueue<byte[]> Traces { get; } = [];

    public ConcurrentQueue<byte[]> Metrics { get; } = [];

    public ConcurrentQueue<byte[]> Logs { get; } = [];

    public string Address => _app.Urls.First();

    public IEnumerable<Span> Spans =>
        Traces
            .SelectMany(body => TraceRequest.Parser.ParseFrom(body).ResourceSpans)
            .SelectMany(resource => resource.ScopeSpans)
            .SelectMany(scope => scope.Spans);

    public IEnumerable<LogRecord> LogRecords =>
        Logs.SelectMany(body => LogRequest.Parser.ParseFrom(body).ResourceLogs)
            .SelectMany(resource => resource.ScopeLogs)
            .SelectMany(scope => scope.LogRecords);

    public static async Task<OtlpReceiver> StartAsync(HttpProtocols protocols)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.Sources.Clear(); // the server's appsettings.json lies here too
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = protocols)
        );
        var receiver = new OtlpReceiver(builder.Build());
        await receiver._app.StartAsync(TestContext.Current.CancellationToken);
        return receiver;
    }

    /// <summary>The spans of a trace by name, once there are so many.</summary>
    public Task<IReadOnlyList<Span>> TraceAsync(ByteString traceId, int count) =>
        UntilAsync(() => Spans.Where(span => span.TraceId == traceId), count);

    /// <summary>What was found, once there is so much of it.</summary>
    public static async Task<IReadOnlyList<T>> UntilAsync<T>(Func<IEnumerable<T>> find, int count) =>
        await Eventually.FindAsync(
            () => Task.FromResult<T[]>([.. find()]),
            found => found.Length >= count,
            found => $"Only {found.Length} of {count}: {string.Join(", ", found)}"
        );

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private static async Task TakeAsync(HttpContext context, ConcurrentQueue<byte[]> bodies)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var isGrpc = context.Request.ContentType == GrpcMediaType;
        bodies.Enqueue(isGrpc ? body.ToArray()[GrpcPrefix..] : body.ToArray());
        context.Response.ContentType = context.Request.ContentType;
        if (!isGrpc)
        {
            return;
        }

        await context.Response.Body.WriteAsync(new byte[GrpcPrefix], context.RequestAborted); // an empty message
        context.Response.AppendTrailer("grpc-status", "0");
    }
}
