using TransformerService.Api.Tests.Hosting;
using TransformerService.Tests.Support;

namespace TransformerService.Api.Tests.WorstLegal;

/// <summary>The server, its memory control group, and how it was with nothing in hand.</summary>
internal sealed record UnderAttack(ServerProcess Process, MemoryCgroup Group, LegalLimits Limits, ScrapedMetrics AtRest, long RestBytes)
{
    private const double Within = 1.2;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    // Kestrel says it of each body that comes too slowly and is answered with 408 by us: the client is at fault.
    private const string SlowBody = "automatic draining of the request body failed";

    private static readonly string[] Faults = [" fail: ", " crit: ", "OutOfMemory", "Unhandled exception"];

    /// <summary>A server that is warm, as it is when it has answered everybody.</summary>
    public static async Task<UnderAttack> AtRestAsync(
        ServerProcess process,
        MemoryCgroup group,
        LegalLimits limits,
        CancellationToken cancellationToken
    )
    {
        var metrics = await Eventually.FindAsync(
            () => ScrapedMetrics.ReadAsync(process.Http, cancellationToken),
            at => at.Sum("transformer_queue_length") == 0
        );
        return new UnderAttack(process, group, limits, metrics, ProcessFigures.Of(process.Id).ResidentBytes);
    }

    /// <summary>Waits until nothing is in hand: the gauges of work and of bytes held are where they were.</summary>
    public Task NothingInHandAsync(CancellationToken cancellationToken) =>
        Eventually.FindAsync(
            async () => (await ScrapedMetrics.ReadAsync(Process.Http, cancellationToken)).NotAtRest(AtRest),
            left => left.Count == 0,
            left => string.Join('\n', left),
            Patience
        );

    /// <summary>Waits until the process has given back what the attack took, but for a fifth of what it has at rest.</summary>
    public Task<long> MemoryBackAsync() =>
        Eventually.FindAsync(
            () => Task.FromResult(ProcessFigures.Of(Process.Id).ResidentBytes),
            bytes => bytes <= RestBytes * Within,
            bytes => $"The process has {ProcessFigures.InMebibytes(bytes)}; at rest it had {ProcessFigures.InMebibytes(RestBytes)}.",
            Patience
        );

    /// <summary>What the server has logged as its own fault since a line.</summary>
    public string[] FaultsSince(int line) =>
        [
            .. Process
                .Output.Skip(line)
                .Where(logged =>
                    !logged.Contains(SlowBody, StringComparison.Ordinal)
                    && Faults.Any(fault => logged.Contains(fault, StringComparison.Ordinal))
                ),
        ];
}
