using TransformerService.Models;
using TransformerService.Shadow.Records;

namespace TransformerService.Api.Contracts;

/// <summary>Decisions on models' versions.</summary>
public sealed record DecisionsBody
{
    /// <summary>The newest first.</summary>
    public required IReadOnlyList<DecisionBody> Decisions { get; init; }

    /// <summary>The chain of all decisions, of all models.</summary>
    public required DecisionChainBody Chain { get; init; }
}

/// <summary>The chain of all decisions: each carries the hash of the one before it.</summary>
public sealed record DecisionChainBody
{
    /// <summary>How many decisions it has.</summary>
    /// <example>12</example>
    public required long Length { get; init; }

    /// <summary>
    /// The newest decision's hash; empty without decisions. Kept elsewhere, it shows later whether the newest ones were removed together.
    /// </summary>
    /// <example>9f2c6a01b7d8</example>
    public required string Hash { get; init; }

    /// <summary>Whether every decision is as it was written.</summary>
    /// <example>true</example>
    public required bool Intact { get; init; }

    /// <summary>The number of the first decision that is missing or changed; left out if there is none.</summary>
    public long? FirstFault { get; init; }
}

/// <summary>What was decided about a model's versions: by evidence about a canary, or by an operator's call.</summary>
public sealed record DecisionBody
{
    /// <summary>Its place in the chain, from 1 on.</summary>
    /// <example>12</example>
    public required long Number { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The model's name.</summary>
    /// <example>en-fr</example>
    public required string Model { get; init; }

    /// <summary>
    /// By evidence: promote (the canary is not worse), rollBack (it is worse) or expire (it stayed undecided for too long). By an operator:
    /// promote, rollBack (the version before answers again), setCanary or endCanary.
    /// </summary>
    /// <example>promote</example>
    public required DecisionKind Kind { get; init; }

    /// <summary>The name of the operator's key, or anonymous; left out of decisions by evidence.</summary>
    /// <example>ops</example>
    public string? By { get; init; }

    /// <summary>The variant whose versions it is about.</summary>
    /// <example>student</example>
    public required VariantRole Variant { get; init; }

    /// <summary>The version whose calls another takes.</summary>
    /// <example>67b2e0567b84</example>
    public required string From { get; init; }

    /// <summary>The version that takes them.</summary>
    /// <example>3f2a9c01d4e7</example>
    public required string To { get; init; }

    /// <summary>The share of the calls that an operator's canary takes; left out of other decisions.</summary>
    /// <example>0.1</example>
    public double? Share { get; init; }

    /// <summary>
    /// Of a decision by evidence: whether servers carry it out; otherwise it is a suggestion to the operator. False of an operator's.
    /// </summary>
    /// <example>true</example>
    public required bool Automatic { get; init; }

    /// <summary>
    /// The guard rail that ended the canary: latency (promotion.maxLatencyRatio). Left out if something else decided.
    /// </summary>
    public GuardRail? GuardRail { get; init; }

    /// <summary>The canary's version; left out of operators' decisions.</summary>
    /// <example>3f2a9c01d4e7</example>
    public string? Canary { get; init; }

    /// <summary>The teacher's version; left out of operators' decisions.</summary>
    /// <example>67b2e0567b84</example>
    public string? Teacher { get; init; }

    /// <summary>The evidence, as it was then; left out of operators' decisions.</summary>
    public CanaryComparisonBody? Comparison { get; init; }

    /// <summary>The texts that had to be compared before a promotion; left out of operators' decisions.</summary>
    /// <example>200</example>
    public int? MinSamples { get; init; }

    /// <summary>How many seconds the canary might stay undecided; left out of operators' decisions.</summary>
    /// <example>604800</example>
    public double? MaxDurationSeconds { get; init; }

    /// <summary>The hash of the decision before; empty of the first.</summary>
    /// <example>41c07c2be95e</example>
    public required string PreviousHash { get; init; }

    /// <summary>The SHA-256 of this decision with the hash before it.</summary>
    /// <example>9f2c6a01b7d8</example>
    public required string Hash { get; init; }
}
