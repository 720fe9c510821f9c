namespace TransformerService.Inference.Batching;

/// <summary>What a request's rows came to.</summary>
/// <param name="Results">Each row's, in the request's order.</param>
/// <param name="Times">Where the time went.</param>
internal sealed record BatchedResults<TResult>(IReadOnlyList<TResult> Results, RunTimes Times);
