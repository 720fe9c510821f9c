namespace TransformerService.Inference.Batching;

/// <summary>Who is served first when runs ask for a slot.</summary>
internal enum RunPriority
{
    /// <summary>What a caller waits for.</summary>
    Normal,

    /// <summary>What nobody waits for: it runs only on a slot that no caller's batch wants, and alone among its kind.</summary>
    Low,
}
