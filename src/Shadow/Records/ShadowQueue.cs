namespace TransformerService.Shadow.Records;

/// <summary>The samples that wait for the teacher.</summary>
/// <param name="Length">How many wait.</param>
/// <param name="Capacity">How many may; beyond that samples are dropped.</param>
public sealed record ShadowQueue(int Length, int Capacity);
