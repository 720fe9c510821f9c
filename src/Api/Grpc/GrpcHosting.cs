using Grpc.AspNetCore.Server;
using Grpc.Reflection;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using TransformerService.Api.Configuration;
using TransformerService.Api.Ports;

namespace TransformerService.Api.Grpc;

/// <summary>Registers and maps the gRPC services beside the REST endpoints.</summary>
internal static class GrpcHosting
{
    // A client whose machine vanished closes no connection: only an unanswered ping shows it, and ends its streams.
    private static readonly TimeSpan KeepAlivePingDelay = TimeSpan.FromSeconds(30);

    public static IServiceCollection AddGrpcDoor(this IServiceCollection services)
    {
        services
            .AddOptionsWithValidateOnStart<GrpcOptions, GrpcOptionsValidator>()
            .BindConfiguration(GrpcOptions.Section, static binder => binder.ErrorOnUnknownConfiguration = true);
        services
            .AddSingleton<GrpcFailures>()
            .AddSingleton<AnswerStreams>()
            .AddSingleton<HealthStates>()
            .AddSingleton<IHealthCheckPublisher>(static provider => provider.GetRequiredService<HealthStates>())
            .AddSingleton<HealthWatchers>()
            .AddSingleton<AnonymousStreams>();

        // gRPC's route for unknown services would match /v1/translate too, and hide that the path answers POST.
        services
            .AddGrpc(static grpc => grpc.IgnoreUnknownServices = true)
            .AddServiceOptions<TransformerGrpcService>(static grpc => AddStreamInterceptors(grpc.Interceptors))
            .AddServiceOptions<ReflectionServiceImpl>(static grpc => AddStreamInterceptors(grpc.Interceptors))
            .AddServiceOptions<ReflectionV1ServiceImpl>(static grpc => AddStreamInterceptors(grpc.Interceptors))
            .AddServiceOptions<HealthService>(static grpc => grpc.Interceptors.Add<FailureInterceptor>());
        services
            .AddOptions<GrpcServiceOptions>()
            .Configure<IOptions<AccessOptions>>(
                static (grpc, access) => grpc.MaxReceiveMessageSize = (int)access.Value.MaxRequestBodyBytes
            ); // at most 256 MiB
        services.AddGrpcReflection();

        services.Configure<KestrelServerOptions>(static kestrel => kestrel.Limits.Http2.KeepAlivePingDelay = KeepAlivePingDelay);

        // Runs after everything else that configures Kestrel, because that creates its configuration loader again.
        return services.PostConfigure<KestrelServerOptions>(GrpcDoor.Mark);
    }

    public static void UseGrpcDoor(this WebApplication app)
    {
        app.Use(GrpcDoor.CheckAsync);
        app.Use(UnreadMessages.AnswerAsync);
    }

    public static void MapGrpcDoor(this WebApplication app)
    {
        var door = app.MapGroup("").WithMetadata(GrpcDoor.Instance);
        door.MapGrpcService<TransformerGrpcService>();
        door.MapGrpcService<HealthService>().AllowAnonymous();
        door.MapGrpcReflectionService();
    }

    private static void AddStreamInterceptors(InterceptorCollection interceptors)
    {
        interceptors.Add<FailureInterceptor>();
        interceptors.Add<AnonymousStreams>();
    }
}
