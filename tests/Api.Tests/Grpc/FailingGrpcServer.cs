using System.Collections.Concurrent;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TransformerService.Api.Errors;
using TransformerService.Api.Grpc;
using TransformerService.Api.Ports;
using TransformerService.Api.Tests.Hosting;
using TransformerService.V1;

namespace TransformerService.Api.Tests.Grpc;

/// <summary>A server whose one gRPC call does what it is told, behind the real interceptor.</summary>
internal sealed class FailingGrpcServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly GrpcChannel _channel;

    private FailingGrpcServer(WebApplication app)
    {
        _app = app;
        _channel = GrpcChannel.ForAddress(app.Urls.First());
    }

    public ConcurrentQueue<string> Logs { get; private init; } = [];

    public Uri Address => new(_app.Urls.First());

    public Transformer.TransformerClient Client => new(_channel);

    public static async Task<FailingGrpcServer> StartAsync(
        Func<ServerCallContext, Task<Model>> call,
        string environment,
        TimeProvider timeProvider,
        CancellationToken cancellationToken
    )
    {
        var logs = new ConcurrentQueue<string>();
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = environment });
        builder.Configuration.Sources.Clear(); // appsettings.json has the real ports
        builder.Configuration.AddInMemoryCollection([
            new("Kestrel:Endpoints:Grpc:Url", "http://127.0.0.1:0"),
            new("Kestrel:Endpoints:Grpc:Protocols", "Http2"),
        ]);
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Trace).AddProvider(new QueueLoggerProvider(logs));
        builder.Services.AddSingleton(timeProvider).AddProblems().AddSingleton<GrpcFailures>().AddSingleton(new FailingService(call));
        builder.Services.AddGrpc().AddServiceOptions<FailingService>(grpc => grpc.Interceptors.Add<FailureInterceptor>());
        var app = builder.Build();
        app.UseProblems();
        app.MapGrpcService<FailingService>();
        await app.StartAsync(cancellationToken);
        return new FailingGrpcServer(app) { Logs = logs };
    }

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        await _app.DisposeAsync();
    }
}
