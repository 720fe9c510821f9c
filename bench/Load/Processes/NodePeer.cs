namespace TransformerService.Load.Processes;

/// <summary>The Node peer in its own process, on a free port.</summary>
internal sealed class NodePeer : IAsyncDisposable
{
    private NodePeer(ChildProcess process, Uri url) => (Process, Url) = (process, url);

    public ChildProcess Process { get; }

    public Uri Url { get; }

    /// <summary>Starts it on a variant's folder and waits until it answers.</summary>
    public static async Task<NodePeer> StartAsync(LoadRequest request, CancellationToken cancellationToken)
    {
        var folder = Repository.File("bench", "peers", "node");
        if (!Directory.Exists(Path.Combine(folder, "node_modules")))
        {
            throw new LoadException("The Node peer is not installed: bench/peers/install.sh.");
        }

        var port = LocalPorts.Free();
        var url = LocalPorts.Url(port);
        var process = await ChildProcess.StartAsync(
            folder,
            "node",
            ["server.mjs", Path.GetFullPath(request.Folder), request.Task, $"{port}"],
            token => LocalPorts.AnswersAsync(url, anything: true, token),
            cancellationToken
        );
        return new NodePeer(process, url);
    }

    public ValueTask DisposeAsync() => Process.DisposeAsync();
}
