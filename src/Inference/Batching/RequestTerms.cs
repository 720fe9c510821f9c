namespace TransformerService.Inference.Batching;

/// <summary>The caller on whose account a request's rows run, and its time limit.</summary>
/// <param name="Caller">Identifies the caller; <see langword="null"/> for the server's own work, which is not limited to a share.</param>
/// <param name="Time">How long it may take from now on; <see langword="null"/> if it is not limited.</param>
internal sealed record RequestTerms(string? Caller = null, TimeSpan? Time = null)
{
    /// <summary>The server's own work, without a time limit.</summary>
    public static RequestTerms Own { get; } = new();

    /// <summary>The priority when run slots are scarce.</summary>
    public RunPriority Priority { get; init; } = RunPriority.Normal;
}

/// <summary>The order in which runs get slots.</summary>
public enum RunPriority
{
    /// <summary>Work that a caller waits for.</summary>
    Normal,

    /// <summary>Work that no caller waits for: it runs only on a slot that no caller's batch needs, one such run at a time.</summary>
    Low,
}
