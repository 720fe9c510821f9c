namespace TransformerService.Shadow.Store;

/// <summary>How the store is.</summary>
/// <param name="Kind"><c>sqlite</c> or <c>postgresql</c>.</param>
/// <param name="IsAvailable">Whether it could be used when it was used last.</param>
/// <param name="Failures">Writes and reads that failed, since the start; a write is tried again.</param>
/// <param name="LostSamples">Samples that were lost for want of room while it could not be written, since the start.</param>
/// <param name="Unwritten">Comparisons that are not written yet.</param>
/// <param name="LostInCrashes">Texts that were sampled by processes which were killed before their outcome was written, as the store had it last.</param>
public sealed record StoreStatus(string Kind, bool IsAvailable, long Failures, long LostSamples, long Unwritten, long LostInCrashes);
