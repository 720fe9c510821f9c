using Grpc.Health.V1;
using Grpc.Net.Client;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using TransformerService.Client;
using TransformerService.Client.Grpc;
using TransformerService.Client.Hosting;
using TransformerService.Client.Resilience;
using TransformerService.Client.Rest;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the client.</summary>
public static class TransformerServiceClientServices
{
    private const string RestName = "TransformerService.Rest",
        GrpcName = "TransformerService.Grpc",
        KeyHeader = "X-API-Key";

    // Addresses of a name are looked up again.
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(2),
        ConnectTime = TimeSpan.FromSeconds(10),
        PingDelay = TimeSpan.FromSeconds(30),
        PingTime = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Adds <see cref="ITransformerServiceClient"/> as a singleton, on IHttpClientFactory with retries that wait as long as the server says.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets at least the address.</param>
    public static IServiceCollection AddTransformerServiceClient(
        this IServiceCollection services,
        Action<TransformerServiceClientOptions> configure
    )
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services.AddOptions<TransformerServiceClientOptions>().Configure(configure).ValidateOnStart();
        if (services.Any(static service => service.ServiceType == typeof(ITransformerServiceClient)))
        {
            return services; // added before: a second handler would send calls again as often as the first
        }

        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<TransformerServiceClientOptions>, OptionsValidation>());
        services
            .AddHttpClient(RestName, static (provider, http) => Configure(Options(provider), http))
            .ConfigurePrimaryHttpMessageHandler(NewHandler)
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .WithoutDefaults()
            .AddStandardResilienceHandler()
            .Configure(static (standard, provider) => CallResilience.Apply(standard, Options(provider)));
        services
            .AddHttpClient(GrpcName)
            .ConfigurePrimaryHttpMessageHandler(NewHandler)
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .WithoutDefaults();
        services.TryAddSingleton<GrpcConnection>();
        services.TryAddSingleton(NewClient);
        return services;
    }

    /// <summary>
    /// Adds Microsoft.Extensions.AI's <see cref="IEmbeddingGenerator{TInput, TEmbedding}"/> on the client, which is added by
    /// <see cref="AddTransformerServiceClient"/>.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="model">The model's name. Default: the server's only embedding model.</param>
    public static IServiceCollection AddTransformerServiceEmbeddingGenerator(this IServiceCollection services, string? model = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton<IEmbeddingGenerator<string, Embedding<float>>>(provider => new TransformerServiceEmbeddingGenerator(
            provider.GetRequiredService<ITransformerServiceClient>(),
            model
        ));
        return services;
    }

    private static TransformerServiceClientOptions Options(IServiceProvider provider) =>
        provider.GetRequiredService<IOptions<TransformerServiceClientOptions>>().Value;

    private static ITransformerServiceClient NewClient(IServiceProvider provider)
    {
        var options = Options(provider);
        if (options.Transport == TransformerServiceTransport.Rest)
        {
            return new RestClient(
                new RestCalls(provider.GetRequiredService<IHttpClientFactory>(), RestName, options),
                options.MaxStreamInFlight
            );
        }

        var channel = provider.GetRequiredService<GrpcConnection>().Channel;
        return new GrpcClient(
            new TransformerService.V1.Transformer.TransformerClient(channel),
            new Health.HealthClient(channel),
            new GrpcCalls(CallResilience.ForCalls(options), options)
        );
    }

    // Resilience that an app gives all its clients does not know which calls may be sent again.
    private static IHttpClientBuilder WithoutDefaults(this IHttpClientBuilder client)
    {
#pragma warning disable EXTEXP0001 // RemoveAllResilienceHandlers may change
        return client.RemoveAllResilienceHandlers();
#pragma warning restore EXTEXP0001
    }

    // The handlers and the calls have the time limits.
    private static void Configure(TransformerServiceClientOptions options, HttpClient http)
    {
        http.Timeout = Timeout.InfiniteTimeSpan;
        if (options.ApiKey is { } key)
        {
            http.DefaultRequestHeaders.Add(KeyHeader, key);
        }
    }

    private static SocketsHttpHandler NewHandler() =>
        new()
        {
            AllowAutoRedirect = false, // would send the key elsewhere
            PooledConnectionLifetime = ConnectionLifetime,
            EnableMultipleHttp2Connections = true,
            ConnectTimeout = ConnectTime,
            KeepAlivePingDelay = PingDelay, // a connection that was dropped without a word ends its streams
            KeepAlivePingTimeout = PingTime,
        };

    /// <summary>The channel, which ends with the services.</summary>
    private sealed class GrpcConnection(
        IHttpMessageHandlerFactory handlers,
        IOptions<TransformerServiceClientOptions> options,
        ILoggerFactory? logs = null
    ) : IDisposable
    {
        public GrpcChannel Channel { get; } =
            GrpcChannel.ForAddress(
                options.Value.Address!, // validated
                new GrpcChannelOptions
                {
                    HttpHandler = handlers.CreateHandler(GrpcName),
                    LoggerFactory = logs,
                    MaxReceiveMessageSize = null, // as REST, the client reads what it asked for
                }
            );

        public void Dispose() => Channel.Dispose();
    }
}
