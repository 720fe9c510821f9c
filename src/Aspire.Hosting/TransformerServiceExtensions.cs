using Aspire.Hosting.ApplicationModel;
using TransformerService.Aspire.Hosting;

// Where app hosts look for such methods.
#pragma warning disable IDE0130
namespace Aspire.Hosting;

#pragma warning restore IDE0130

/// <summary>Adds TransformerService to an app host.</summary>
public static class TransformerServiceExtensions
{
    private const string Image = "transformer-service",
        Tag = "cpu",
        Models = "/models",
        Data = "/data";

    private const int RestPort = 8080,
        GrpcPort = 8081;

    /// <summary>
    /// Adds a TransformerService. It is healthy once every required model is loaded, warmed up and self-checked. Without a key of
    /// <see cref="WithKey"/> it answers every caller.
    /// </summary>
    /// <param name="builder">The app host.</param>
    /// <param name="name">The resource's name.</param>
    /// <param name="image">The container image. Default: the one that the repository's Dockerfile makes.</param>
    /// <param name="tag">Its tag. Default <c>cpu</c>.</param>
    /// <param name="port">The port of REST on this machine; without it a free one.</param>
    /// <param name="grpcPort">The port of gRPC on this machine; without it a free one.</param>
    public static IResourceBuilder<TransformerServiceResource> AddTransformerService(
        this IDistributedApplicationBuilder builder,
        [ResourceName] string name,
        string image = Image,
        string tag = Tag,
        int? port = null,
        int? grpcPort = null
    )
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(name);
        var resource = new TransformerServiceResource(name);
        return builder
            .AddResource(resource)
            .WithImage(image, tag)
            .WithHttpEndpoint(port, RestPort, TransformerServiceResource.HttpName)
            .WithHttpEndpoint(grpcPort, GrpcPort, TransformerServiceResource.GrpcName)
            .WithEndpoint(TransformerServiceResource.GrpcName, static endpoint => endpoint.Transport = "http2")
            .WithHttpHealthCheck("/health/ready", endpointName: TransformerServiceResource.HttpName)
            .WithOtlpExporter()
            .WithEnvironment(context =>
            {
                if (!resource.Annotations.OfType<KeyAnnotation>().Any())
                {
                    context.EnvironmentVariables["Access__AllowAnonymous"] = "true"; // it listens on all addresses of its container
                }
            });
    }

    /// <summary>Serves the models of a folder of this machine, which is mounted read-only, instead of the image's own.</summary>
    /// <param name="builder">The service.</param>
    /// <param name="path">The folder: one sub-folder for each model. A relative path is relative to the app host.</param>
    public static IResourceBuilder<TransformerServiceResource> WithModels(
        this IResourceBuilder<TransformerServiceResource> builder,
        string path
    )
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return builder.WithBindMount(path, Models, isReadOnly: true).WithEnvironment("Models__Path", Models);
    }

    /// <summary>Keeps what the shadow finds, and what earlier starts have learned of the models, in a volume.</summary>
    /// <param name="builder">The service.</param>
    /// <param name="name">The volume's name; without it one that is made of the app host's and the service's.</param>
    public static IResourceBuilder<TransformerServiceResource> WithDataVolume(
        this IResourceBuilder<TransformerServiceResource> builder,
        string? name = null
    ) => builder.WithVolume(name ?? VolumeNameGenerator.Generate(builder, "data"), Data);

    /// <summary>Keeps what the shadow finds in a PostgreSQL database, for several replicas.</summary>
    /// <param name="builder">The service.</param>
    /// <param name="database">The database: its connection string must be one for Npgsql.</param>
    public static IResourceBuilder<TransformerServiceResource> WithShadowStore(
        this IResourceBuilder<TransformerServiceResource> builder,
        IResourceBuilder<IResourceWithConnectionString> database
    )
    {
        ArgumentNullException.ThrowIfNull(database);
        return builder.WithEnvironment("Shadow__Store__PostgreSql", database.Resource.ConnectionStringExpression).WaitFor(database);
    }

    /// <summary>Adds a key; calls without one are refused from then on.</summary>
    /// <param name="builder">The service.</param>
    /// <param name="name">The key's name, which logs and metrics show.</param>
    /// <param name="hash">Its hash, as <c>keys new</c> prints it.</param>
    /// <param name="isAdmin">Whether it may change models and read what the shadow keeps.</param>
    public static IResourceBuilder<TransformerServiceResource> WithKey(
        this IResourceBuilder<TransformerServiceResource> builder,
        string name,
        IResourceBuilder<ParameterResource> hash,
        bool isAdmin = false
    )
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(hash);
        var key = $"Access__Keys__{builder.Resource.Annotations.OfType<KeyAnnotation>().Count()}__";
        return builder
            .WithAnnotation(new KeyAnnotation())
            .WithEnvironment(key + "Name", name)
            .WithEnvironment(key + "Role", isAdmin ? "admin" : "caller")
            .WithEnvironment(key + "Hash", hash);
    }

    /// <summary>Marks a key, so that the next one gets the next number.</summary>
    private sealed class KeyAnnotation : IResourceAnnotation;
}
