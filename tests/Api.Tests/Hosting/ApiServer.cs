using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TransformerService.Api.Tests.Hosting;
using TransformerService.Tests.Support;
using Xunit;

[assembly: AssemblyFixture(typeof(ApiServer))]

namespace TransformerService.Api.Tests.Hosting;

/// <summary>
/// The whole server on Kestrel and a real socket, started once for all tests, with fixtures under the names of the default models.
/// </summary>
public class ApiServer : WebApplicationFactory<Program>, IAsyncLifetime
{
    private const string EnFr =
        """{ "task": "translation", "sourceLanguage": "en", "targetLanguage": "fr", "license": "research", "description": "tiny" }""";
    private const string Classifier = """{ "task": "text-classification", "license": "research", "description": "tiny" }""";

    /// <summary>Most of what a call may take on a machine with much else to do.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("shadow-");
    private readonly FixtureRepository? _models;
    private readonly (string Key, string Value)[] _settings;
    private HttpClient? _http;
    private GrpcChannel? _grpc;

    public ApiServer()
        : this(DefaultNames()) { }

    /// <param name="models">What is served; null for the embedded default models.</param>
    /// <param name="settings">Configuration beyond the defaults.</param>
    internal ApiServer(FixtureRepository? models, params (string Key, string Value)[] settings)
    {
        _models = models;
        _settings = settings;
        UseKestrel();
    }

    /// <summary>Everything that the server has logged.</summary>
    public ConcurrentQueue<string> Logs { get; } = [];

    /// <summary>A client that does not follow redirects.</summary>
    public HttpClient Http => _http ?? throw new InvalidOperationException("The server has not started.");

    /// <summary>Where the server keeps what its teachers find, unless a setting says otherwise.</summary>
    public string StorePath => Path.Combine(_data.FullName, "shadow.db");

    /// <summary>Where the server listens: the admin ports if there are such, gRPC, REST.</summary>
    public IReadOnlyList<Uri> Addresses { get; private set; } = [];

    /// <summary>Where the server listens for REST.</summary>
    public Uri Address => Http.BaseAddress ?? throw new InvalidOperationException("The server has no address.");

    /// <summary>A channel to the gRPC port.</summary>
    public GrpcChannel Grpc => _grpc ?? throw new InvalidOperationException("The server has not started.");

    /// <summary>Where the server listens for gRPC.</summary>
    public Uri GrpcAddress => Addresses[^2];

    /// <summary>Fixtures under the names of the default models.</summary>
    internal static FixtureRepository DefaultNames() =>
        new FixtureRepository()
            .Add("en-fr", "marian-tiny", EnFr)
            .Add("sentiment", "distilbert-tiny", Classifier)
            .Add("intent", "roberta-tiny", Classifier);

    public async ValueTask InitializeAsync()
    {
        StartServer();
        var addresses =
            Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.ToArray()
            ?? throw new InvalidOperationException("The server listens nowhere.");

        // Kestrel takes its endpoints in the order of their names: Admin, AdminGrpc, Grpc, Http.
        Addresses = [.. addresses.Select(address => new Uri(address))];
        _grpc = GrpcChannel.ForAddress(Addresses[^2], new GrpcChannelOptions { HttpHandler = NewHandler(), DisposeHttpClient = true });
        _http = new HttpClient(NewHandler()) { BaseAddress = Addresses[^1], Timeout = Patience };

        // Models load after the start: wait while the server says that it is not ready.
        await Eventually.HoldsAsync(async () =>
            await ReadinessAsync(TestContext.Current.CancellationToken) != HttpStatusCode.ServiceUnavailable
        );
    }

    /// <summary>Begins to stop the server, as SIGTERM does.</summary>
    public void StopApplication() => Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();

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
        {
            content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }

        using var response = await Http.PostAsync(new Uri(path, UriKind.Relative), content, TestContext.Current.CancellationToken);
        return await Answer.ReadAsync(response);
    }

    public override async ValueTask DisposeAsync()
    {
        _http?.Dispose();
        _grpc?.Dispose();
        await base.DisposeAsync();
        _models?.Dispose();
        await DeleteDataAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>A read of the store that nobody waits for any more may still end, and SQLite puts files beside its own meanwhile.</summary>
    private async Task DeleteDataAsync() =>
        await Eventually.FindAsync(() => Task.FromResult(TryDeleteData()), failure => failure is null, failure => $"{failure}");

    private IOException? TryDeleteData()
    {
        try
        {
            _data.Delete(recursive: true);
            return null;
        }
        catch (IOException exception)
        {
            return exception;
        }
    }

    /// <summary>What the clients of this server send through.</summary>
    protected virtual SocketsHttpHandler NewHandler() => new() { AllowAutoRedirect = false };

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseSetting("Kestrel:Endpoints:Http:Url", "http://127.0.0.1:0");
        builder.UseSetting("Kestrel:Endpoints:Grpc:Url", "http://127.0.0.1:0");
        builder.UseSetting("Shadow:Store:Path", StorePath);
        builder.UseSetting("Models:RecordPath", Path.Combine(_data.FullName, "loads.json"));
        builder.UseSetting("Cache:Enabled", "false"); // tests ask the same again, and mean the model
        foreach (var time in (string[])["Inference:RequestTimeout", "Access:Limits:MaxTransferTime", "Models:WarmUpTimeout"])
        {
            builder.UseSetting(time, Patience.ToString());
        }

        foreach (var (key, value) in _settings)
        {
            builder.UseSetting(key, value);
        }

        if (_models is not null)
        {
            builder.UseSetting("Models:Path", _models.Root);
        }

        builder.ConfigureLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(new QueueLoggerProvider(Logs)));
    }

    private async Task<HttpStatusCode> ReadinessAsync(CancellationToken cancellationToken)
    {
        using var response = await Http.GetAsync(new Uri("/health/ready", UriKind.Relative), cancellationToken);
        return response.StatusCode;
    }
}
