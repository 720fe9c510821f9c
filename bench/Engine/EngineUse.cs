namespace TransformerService.Engine;

/// <summary>How the engine is called.</summary>
internal enum EngineUse
{
    /// <summary>Whole batches from each worker, without the batcher.</summary>
    Direct,

    /// <summary>Whole batches through the batcher, with some waiting.</summary>
    Batches,

    /// <summary>One row per call, from as many callers as a batch has rows: the batcher forms the batches.</summary>
    Callers,
}
