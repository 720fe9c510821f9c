namespace TransformerService.Client;

/// <summary>Decisions on models' versions.</summary>
public sealed record DecisionList
{
    /// <summary>The newest first.</summary>
    public required IReadOnlyList<CanaryDecision> Decisions { get; init; }

    /// <summary>The chain of all decisions, of all models.</summary>
    public required DecisionChain Chain { get; init; }
}

/// <summary>The chain of all decisions: each carries the hash of the one before it.</summary>
public sealed record DecisionChain
{
    /// <summary>How many decisions it has.</summary>
    public required long Length { get; init; }

    /// <summary>
    /// The newest decision's hash; empty without decisions. Kept elsewhere, it shows later whether the newest ones were removed together.
    /// </summary>
    public required string Hash { get; init; }

    /// <summary>Whether every decision is as it was written.</summary>
    public required bool Intact { get; init; }

    /// <summary>The number of the first decision that is missing or changed; left out if there is none.</summary>
    public long? FirstFault { get; init; }
}

/// <summary>What was decided about a model's versions: by evidence about a canary, or by an operator's call.</summary>
public sealed record CanaryDecision
{
    /// <summary>Its place in the chain, from 1 on.</summary>
    public required long Number { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

    /// <summary>
    /// By evidence: promote (the canary is not worse), rollBack (it is worse) or expire (it stayed undecided for too long). By an operator:
    /// promote, rollBack (the version before answers again), setCanary or endCanary.
    /// </summary>
    public required DecisionKind Kind { get; init; }

    /// <summary>The name of the operator's key, or anonymous; left out of decisions by evidence.</summary>
    public string? By { get; init; }

    /// <summary>The variant whose versions it is about.</summary>
    public required VariantRole Variant { get; init; }

    /// <summary>The version whose calls another takes.</summary>
    public required string From { get; init; }

    /// <summary>The version that takes them.</summary>
    public required string To { get; init; }

    /// <summary>The share of the calls that an operator's canary takes; left out of other decisions.</summary>
    public double? Share { get; init; }

    /// <summary>
    /// Of a decision by evidence: whether servers carry it out; otherwise it is a suggestion to the operator. False of an operator's.
    /// </summary>
    public required bool Automatic { get; init; }

    /// <summary>
    /// The guard rail that ended the canary: latency (promotion.maxLatencyRatio). Left out if something else decided.
    /// </summary>
    public GuardRail? GuardRail { get; init; }

    /// <summary>The canary's version; left out of operators' decisions.</summary>
    public string? Canary { get; init; }

    /// <summary>The teacher's version; left out of operators' decisions.</summary>
    public string? Teacher { get; init; }

    /// <summary>The evidence, as it was then; left out of operators' decisions.</summary>
    public CanaryComparison? Comparison { get; init; }

    /// <summary>The texts that had to be compared before a promotion; left out of operators' decisions.</summary>
    public int? MinSamples { get; init; }

    /// <summary>How many seconds the canary might stay undecided; left out of operators' decisions.</summary>
    public double? MaxDurationSeconds { get; init; }

    /// <summary>The hash of the decision before; empty of the first.</summary>
    public required string PreviousHash { get; init; }

    /// <summary>The SHA-256 of this decision with the hash before it.</summary>
    public required string Hash { get; init; }
}

/// <summary>A limit that ends a canary at once, whatever its answers are.</summary>
public enum GuardRail
{
    /// <summary>It takes too long.</summary>
    Latency,
}

/// <summary>What was decided.</summary>
public enum DecisionKind
{
    /// <summary>A version takes the current version's place; of a canary by evidence: it is not worse.</summary>
    Promote,

    /// <summary>The canary is worse, and ends; of an operator: the version before answers again.</summary>
    RollBack,

    /// <summary>The canary stayed undecided for too long, and ends.</summary>
    Expire,

    /// <summary>An operator has let a version answer a share of the calls.</summary>
    SetCanary,

    /// <summary>An operator has ended the canary.</summary>
    EndCanary,
}
