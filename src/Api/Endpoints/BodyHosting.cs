namespace TransformerService.Api.Endpoints;

/// <summary>Registers the reading of requests' bodies.</summary>
internal static class BodyHosting
{
    public static IServiceCollection AddRequestBodies(this IServiceCollection services) =>
        services.AddSingleton<BodyBuffers>().AddSingleton<RequestBodyReader>();
}
