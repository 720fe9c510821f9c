using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TransformerService.Api.Tests.Hosting;
using Xunit;

[assembly: AssemblyFixture(typeof(ApiServer))]

namespace TransformerService.Api.Tests.Hosting;

/// <summary>The whole server with the embedded models, on Kestrel and a real socket, started once for all tests.</summary>
public sealed class ApiServer : WebApplicationFactory<Program>, IAsyncLifetime
{
    private static readonly TimeSpan PatienceForModels = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    private HttpClient? _http;

    public ApiServer() => UseKestrel();

    /// <summary>Everything that the server has logged.</summary>
    public ConcurrentQueue<string> Logs { get; } = [];

    /// <summary>A client that does not follow redirects.</summary>
    public HttpClient Http => _http ?? throw new InvalidOperationException("The server has not started.");

    /// <summary>Where the server listens.</summary>
    public Uri Address => Http.BaseAddress ?? throw new InvalidOperationException("The server has no address.");

    public async ValueTask InitializeAsync()
    {
        StartServer();
        var address = Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.First()
            ?? throw new InvalidOperationException("The server listens nowhere.");
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(address) };

        // Models load after the start: wait while the server says that it is not ready.
        using var patience = new CancellationTokenSource(PatienceForModels);
        while (await ReadinessAsync(patience.Token) == HttpStatusCode.ServiceUnavailable)
            await Task.Delay(Poll, patience.Token);
    }

    public async Task<Answer> GetAsync(string path)
    {
        using var response = await Http.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        return await Answer.ReadAsync(response);
    }

    public Task<Answer> PostAsync(string path, string json) => PostAsync(path, Encoding.UTF8.GetBytes(json), "application/json");

    public async Task<Answer> PostAsync(string path, byte[] body, string? contentType)
    {
        using var content = new ByteArrayContent(body);
        if (contentType is not null)
            content.Headers.TryAddWithoutValidation("Content-Type", contentType);

        using var response = await Http.PostAsync(new Uri(path, UriKind.Relative), content, TestContext.Current.CancellationToken);
        return await Answer.ReadAsync(response);
    }

    public override ValueTask DisposeAsync()
    {
        _http?.Dispose();
        return base.DisposeAsync();
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseSetting("Kestrel:Endpoints:Http:Url", "http://127.0.0.1:0");
        builder.ConfigureLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(new QueueLoggerProvider(Logs)));
    }

    private async Task<HttpStatusCode> ReadinessAsync(CancellationToken cancellationToken)
    {
        using var response = await Http.GetAsync(new Uri("/health/ready", UriKind.Relative), cancellationToken);
        return response.StatusCode;
    }
}
