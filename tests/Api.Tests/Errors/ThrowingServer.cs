using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using TransformerService.Api.Errors;
using TransformerService.Api.Tests.Hosting;

namespace TransformerService.Api.Tests.Errors;

/// <summary>A server whose one endpoint fails as it is told, behind the real error handling.</summary>
internal sealed class ThrowingServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ThrowingServer(WebApplication app) => _app = app;

    public ConcurrentQueue<string> Logs { get; private init; } = [];

    public Uri Address => new(_app.Urls.First());

    public static async Task<ThrowingServer> StartAsync(RequestDelegate endpoint, string environment, CancellationToken cancellationToken)
    {
        var logs = new ConcurrentQueue<string>();
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = environment });
        builder.Configuration.Sources.Clear(); // appsettings.json has the real ports
        builder.Configuration.AddInMemoryCollection([new("Kestrel:Endpoints:Http:Url", "http://127.0.0.1:0")]);
        builder.Logging.ClearProviders().AddProvider(new QueueLoggerProvider(logs));
        builder.Services.AddProblems();
        var app = builder.Build();
        app.UseProblems();
        app.MapGet("/", endpoint);
        await app.StartAsync(cancellationToken);
        return new ThrowingServer(app) { Logs = logs };
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
