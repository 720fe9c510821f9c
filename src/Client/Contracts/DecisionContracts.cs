namespace TransformerService.Client;

/// <summary>Decisions on canaries.</summary>
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

/// <summary>What was decided about a canary, by what evidence.</summary>
public sealed record CanaryDecision
{
    /// <summary>Its place in the chain, from 1 on.</summary>
    public required long Number { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

    /// <summary>promote (the canary is not worse), rollBack (it is worse) or expire (it stayed undecided for too long).</summary>
    public required DecisionKind Kind { get; init; }

    /// <summary>Whether servers carry it out; otherwise it is a suggestion to the operator.</summary>
    public required bool Automatic { get; init; }

    /// <summary>The canary's version.</summary>
    public required string Canary { get; init; }

    /// <summary>The teacher's version.</summary>
    public required string Teacher { get; init; }

    /// <summary>The evidence, as it was then.</summary>
    public required CanaryComparison Comparison { get; init; }

    /// <summary>The texts that had to be compared before a promotion.</summary>
    public required int MinSamples { get; init; }

    /// <summary>How many seconds the canary might stay undecided.</summary>
    public required double MaxDurationSeconds { get; init; }

    /// <summary>The hash of the decision before; empty of the first.</summary>
    public required string PreviousHash { get; init; }

    /// <summary>The SHA-256 of this decision with the hash before it.</summary>
    public required string Hash { get; init; }
}

/// <summary>What was decided about a canary.</summary>
public enum DecisionKind
{
    /// <summary>It is not worse: it takes the current version's place.</summary>
    Promote,

    /// <summary>It is worse: it ends.</summary>
    RollBack,

    /// <summary>It stayed undecided for too long: it ends.</summary>
    Expire,
}
