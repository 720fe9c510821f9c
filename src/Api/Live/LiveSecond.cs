namespace TransformerService.Api.Live;

/// <summary>What the server did within a second.</summary>
/// <param name="Number">Counts the seconds since its start.</param>
/// <param name="At">When the second ended.</param>
/// <param name="Cpu">Cores that were busy.</param>
/// <param name="MemoryBytes">The process's working set.</param>
/// <param name="MemoryLimitBytes">Memory that it may take.</param>
/// <param name="Variants">What each variant did; one without calls and without a queue is left out.</param>
internal sealed record LiveSecond(
    long Number,
    DateTimeOffset At,
    double Cpu,
    long MemoryBytes,
    long MemoryLimitBytes,
    IReadOnlyList<LiveVariant> Variants
);

/// <summary>What one variant did within a second.</summary>
/// <param name="Model">The model.</param>
/// <param name="Variant">student, teacher, or unknown for requests that named no existing one.</param>
/// <param name="Tally">Its counts.</param>
/// <param name="Queue">Rows that wait.</param>
internal sealed record LiveVariant(string Model, string Variant, LiveTally Tally, long Queue);
