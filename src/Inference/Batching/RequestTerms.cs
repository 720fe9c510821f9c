namespace TransformerService.Inference.Batching;

/// <summary>On whose account a request's rows run, and how soon.</summary>
/// <param name="Caller">Tells callers apart; <see langword="null"/> for work of the server's own, which has no share to keep to.</param>
/// <param name="Time">How long it may take from now on; <see langword="null"/> where it does not matter.</param>
internal sealed record RequestTerms(string? Caller = null, TimeSpan? Time = null)
{
    /// <summary>The server's own work, for as long as it takes.</summary>
    public static RequestTerms Own { get; } = new();

    /// <summary>Who goes first where the slots are short.</summary>
    public RunPriority Priority { get; init; } = RunPriority.Normal;
}

/// <summary>Who is served first when runs ask for a slot.</summary>
internal enum RunPriority
{
    /// <summary>What a caller waits for.</summary>
    Normal,

    /// <summary>What nobody waits for: it runs only on a slot that no caller's batch wants, and alone among its kind.</summary>
    Low,
}
