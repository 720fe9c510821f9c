namespace TransformerService.Api.Contracts;

/// <summary>The samples that wait for the teacher.</summary>
public sealed record ShadowQueueBody
{
    /// <summary>How many wait.</summary>
    /// <example>3</example>
    public required int Length { get; init; }

    /// <summary>How many may; more are dropped.</summary>
    /// <example>256</example>
    public required int Capacity { get; init; }
}
