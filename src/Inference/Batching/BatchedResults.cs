namespace TransformerService.Inference.Batching;

/// <summary>The results of a request's rows.</summary>
/// <param name="Results">Each row's, in the request's order.</param>
/// <param name="Times">The time spent.</param>
internal sealed record BatchedResults<TResult>(IReadOnlyList<TResult> Results, RunTimes Times);

/// <summary>The time spent on a request's batches.</summary>
/// <param name="Queue">Time until the first batch had a slot.</param>
/// <param name="Inference">Time from then to the end of the last batch.</param>
internal readonly record struct RunTimes(TimeSpan Queue, TimeSpan Inference);
