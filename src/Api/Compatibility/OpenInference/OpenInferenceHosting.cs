using TransformerService.Api.Grpc;
using TransformerService.Api.Ports;

namespace TransformerService.Api.Compatibility.OpenInference;

/// <summary>Registers the Open Inference Protocol, and maps its gRPC service.</summary>
internal static class OpenInferenceHosting
{
    public static IServiceCollection AddOpenInference(this IServiceCollection services)
    {
        services
            .AddGrpc()
            .AddServiceOptions<OpenInferenceService>(static grpc =>
            {
                grpc.Interceptors.Add<FailureInterceptor>();
                grpc.Interceptors.Add<AnonymousStreams>();
            });
        return services.AddSingleton(OpenInferenceDocument.Instance).AddSingleton<ModelCounts>().AddSingleton<ModelDescriptions>();
    }

    /// <summary>Maps the gRPC service beside the native one.</summary>
    public static void MapOpenInferenceService(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapGroup("").WithMetadata(GrpcDoor.Instance, OpenInferenceErrors.Instance.Fields).MapGrpcService<OpenInferenceService>();
}
