namespace TransformerService.Engine;

/// <summary>How contestants are measured: in turns, several rounds of each.</summary>
/// <param name="Rows">Rows of a batch.</param>
/// <param name="Duration">Measured time of each turn.</param>
/// <param name="Rounds">Turns of each contestant.</param>
/// <param name="Workers">One-thread workers.</param>
/// <param name="CancellationToken">Stops between two turns.</param>
internal sealed record TurnOptions(int[] Rows, TimeSpan Duration, int Rounds, int Workers, CancellationToken CancellationToken)
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);

    /// <summary>Measures contestants at one number of rows.</summary>
    public async Task<IReadOnlyList<Measurement>> RunAsync(IReadOnlyList<IContestant> contestants, string precision, int rows)
    {
        List<Measurement> measurements = [];
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var contestant in contestants)
            {
                CancellationToken.ThrowIfCancellationRequested();
                measurements.Add(await Turn.RunAsync(contestant, precision, rows, WarmUp, Duration));
            }
        }

        return measurements;
    }
}
