namespace TransformerService.Shadow.Store;

/// <summary>The state of the store.</summary>
/// <param name="Kind"><c>sqlite</c> or <c>postgresql</c>.</param>
/// <param name="IsAvailable">Whether its last use succeeded.</param>
/// <param name="Failures">Writes and reads that failed, since the start; a write is retried.</param>
/// <param name="LostSamples">Samples that were lost for lack of room while it could not be written, since the start.</param>
/// <param name="Unwritten">Comparisons that are not written yet.</param>
/// <param name="LostInCrashes">
/// Texts sampled by processes that were killed before the outcome was written, as last read from the store.
/// </param>
public sealed record StoreStatus(string Kind, bool IsAvailable, long Failures, long LostSamples, long Unwritten, long LostInCrashes);
