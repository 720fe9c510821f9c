namespace TransformerService.Engine;

/// <summary>How the engine is asked.</summary>
internal enum EngineUse
{
    /// <summary>Whole batches, past the batcher, by each worker.</summary>
    Direct,

    /// <summary>Whole batches through the batcher, with some waiting.</summary>
    Batches,

    /// <summary>One row a call, by as many callers as a batch has rows: the batcher makes the batches.</summary>
    Callers,
}
