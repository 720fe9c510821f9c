namespace TransformerService.Client;

/// <summary>The state of the server.</summary>
public sealed record ServerHealth
{
    /// <summary>
    /// live while the process runs; ready when every required model is loaded, warmed up and checked; notReady otherwise.
    /// </summary>
    public required string Status { get; init; }

    /// <summary>Why the server is not ready; left out when it is.</summary>
    public string? Reason { get; init; }
}
