namespace TransformerService.Api.Contracts;

/// <summary>One of several translations of a text.</summary>
public sealed record HypothesisBody
{
    /// <summary>The translation.</summary>
    /// <example>Deux chiens jouent dans la neige.</example>
    public required string Text { get; init; }

    /// <summary>Its score, computed as the best translation's.</summary>
    /// <example>-0.057325</example>
    public required double Score { get; init; }
}
