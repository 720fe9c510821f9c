using Aspire.Hosting.ApplicationModel;

namespace TransformerService.Aspire.Hosting;

/// <summary>A TransformerService in a container.</summary>
/// <param name="name">Its name in the app host.</param>
public sealed class TransformerServiceResource(string name) : ContainerResource(name), IResourceWithConnectionString
{
    internal const string HttpName = "http",
        GrpcName = "grpc";

    /// <summary>Where REST answers.</summary>
    public EndpointReference HttpEndpoint => field ??= new EndpointReference(this, HttpName);

    /// <summary>Where gRPC answers, without TLS: HTTP/2 from the first byte.</summary>
    public EndpointReference GrpcEndpoint => field ??= new EndpointReference(this, GrpcName);

    /// <summary>The address of REST, such as <c>http://localhost:8080</c>.</summary>
    public ReferenceExpression ConnectionStringExpression => ReferenceExpression.Create($"{HttpEndpoint.Property(EndpointProperty.Url)}");
}
