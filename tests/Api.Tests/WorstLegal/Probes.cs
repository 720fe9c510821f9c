using System.Net;
using TransformerService.Api.Tests.Hosting;

namespace TransformerService.Api.Tests.WorstLegal;

/// <summary>An orchestrator's probes: each over a connection of its own, without a key.</summary>
internal sealed class Probes : IAsyncDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(200);
    private static readonly string[] Paths = ["/health/live", "/health/ready"];

    private readonly CancellationTokenSource _stop = new();
    private readonly Task _all;

    /// <summary>Starts them.</summary>
    public Probes(ServerProcess server) => _all = RunAsync(server);

    /// <summary>All that were answered.</summary>
    public CallCounts Counted { get; } = new();

    /// <summary>Ends them, when the last one is answered.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _all;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }

    private async Task RunAsync(ServerProcess server)
    {
        using var caller = new Caller(server.Rest, key: null, IPAddress.Loopback, keepConnections: false);
        using var period = new PeriodicTimer(Period);
        try
        {
            for (var probe = 0; ; probe++)
            {
                await Caller.CountAsync(Counted, () => caller.GetAsync(Paths[probe % Paths.Length], CancellationToken.None));
                await period.WaitForNextTickAsync(_stop.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // Enough was asked.
        }
    }
}
