namespace TransformerService.Load.Processes;

/// <summary>This service in its own process, on free ports.</summary>
internal sealed class Service : IAsyncDisposable
{
    private Service(ChildProcess process, Uri rest, Uri grpc) => (Process, Rest, Grpc) = (process, rest, grpc);

    public ChildProcess Process { get; }

    /// <summary>Its REST address.</summary>
    public Uri Rest { get; }

    /// <summary>Its gRPC address.</summary>
    public Uri Grpc { get; }

    /// <summary>Starts it and waits until it is ready.</summary>
    /// <param name="models">The model repository.</param>
    /// <param name="settings">More settings, as on its command line.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <param name="build">The folder of the program; this repository's Release build by default.</param>
    public static async Task<Service> StartAsync(
        string models,
        IReadOnlyList<string> settings,
        CancellationToken cancellationToken,
        string? build = null
    )
    {
        var folder = build ?? Repository.File("src", "Api", "bin", "Release", "net10.0");
        var program = Path.Combine(folder, "TransformerService.Api.dll");
        if (!File.Exists(program))
        {
            throw new LoadException("The service is not built: dotnet build src/Api -c Release.");
        }

        Uri rest = LocalPorts.Url(LocalPorts.Free()),
            grpc = LocalPorts.Url(LocalPorts.Free());
        var process = await ChildProcess.StartAsync(
            folder,
            "dotnet",
            [
                program,
                $"--Kestrel:Endpoints:Http:Url={rest}",
                $"--Kestrel:Endpoints:Grpc:Url={grpc}",
                $"--Models:Path={Path.GetFullPath(models)}",
                .. settings,
            ],
            token => LocalPorts.AnswersAsync(new Uri(rest, "health/ready"), anything: false, token),
            cancellationToken
        );
        return new Service(process, rest, grpc);
    }

    public ValueTask DisposeAsync() => Process.DisposeAsync();
}
