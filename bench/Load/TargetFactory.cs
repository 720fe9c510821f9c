using TransformerService.Load.Processes;
using TransformerService.Load.Targets;

namespace TransformerService.Load;

/// <summary>Creates targets by name, and starts the servers that they need and that have no address yet.</summary>
/// <param name="request">The request.</param>
/// <param name="models">A model repository, for the engine and the service.</param>
/// <param name="settings">The settings for a started service.</param>
internal sealed class TargetFactory(LoadRequest request, string models, IReadOnlyList<string> settings) : IAsyncDisposable
{
    /// <summary>The names.</summary>
    public static readonly string[] Names = ["rest", "grpc", "engine", "loop", "loop-1", "node"];

    private readonly Dictionary<string, Uri> _urls = [];
    private Service? _service;
    private NodePeer? _node;

    public LoadRequest Request => request;

    /// <summary>Sets the address of a server that already runs.</summary>
    public void Use(string name, Uri url) => _urls[name] = url;

    /// <summary>The service, started if necessary.</summary>
    public async Task<Service> ServiceAsync(CancellationToken cancellationToken) =>
        _service ??= await Service.StartAsync(models, settings, cancellationToken);

    /// <summary>The peer, started if necessary.</summary>
    public async Task<NodePeer> NodeAsync(CancellationToken cancellationToken) =>
        _node ??= await NodePeer.StartAsync(request, cancellationToken);

    /// <exception cref="LoadException">There is no such target, or it cannot be started.</exception>
    public async Task<ILoadTarget> OpenAsync(string name, CancellationToken cancellationToken)
    {
        if (_urls.TryGetValue(name, out var url))
        {
            return name == "grpc" ? new GrpcTarget(url, request) : new RestTarget(name, url, request);
        }

        switch (name)
        {
            case "rest":
                var service = await ServiceAsync(cancellationToken);
                return new RestTarget(name, service.Rest, request, service.Process);
            case "grpc":
                service = await ServiceAsync(cancellationToken);
                return new GrpcTarget(service.Grpc, request, service.Process);
            case "engine":
                return await EngineTarget.OpenAsync(models, request, cancellationToken);
            case "loop" or "loop-1":
                var threads = name == "loop" ? Environment.ProcessorCount : 1;
                return request.IsTranslation ? new LoopTarget(name, request, threads) : new ClassifierLoopTarget(name, request, threads);
            case "node":
                var node = await NodeAsync(cancellationToken);
                return new RestTarget(name, node.Url, request, node.Process);
            default:
                throw new LoadException($"There is no target '{name}': {string.Join(", ", Names)}.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_service is not null)
        {
            await _service.DisposeAsync();
        }

        if (_node is not null)
        {
            await _node.DisposeAsync();
        }
    }
}
