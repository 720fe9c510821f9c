namespace TransformerService.Inference.Batching;

/// <summary>What a request's rows came to.</summary>
/// <param name="Results">Each row's, in the request's order.</param>
/// <param name="Times">Where the time went.</param>
internal sealed record BatchedResults<TResult>(IReadOnlyList<TResult> Results, RunTimes Times);

/// <summary>Where the time of a request's batches went.</summary>
/// <param name="Queue">Until the first of them had a slot.</param>
/// <param name="Inference">From there to the end of its last batch.</param>
internal readonly record struct RunTimes(TimeSpan Queue, TimeSpan Inference);
