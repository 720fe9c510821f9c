namespace TransformerService.Inference.Batching;

/// <summary>Where the time of a request's batches went.</summary>
/// <param name="Queue">Until the first of them had a slot.</param>
/// <param name="Inference">From there to the end of its last batch.</param>
internal readonly record struct RunTimes(TimeSpan Queue, TimeSpan Inference);
