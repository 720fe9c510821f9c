using TransformerService.Models;

namespace TransformerService.Shadow.Records;

/// <summary>
/// What was decided about the versions of a model: by evidence about a canary, or by an operator. Decisions are never changed; each
/// carries the hash of the one before it.
/// </summary>
/// <param name="Number">Its place in the chain, from 1 on.</param>
/// <param name="At">When it was made.</param>
/// <param name="Model">The model's name.</param>
/// <param name="Kind">What was decided.</param>
/// <param name="PreviousHash">The hash of the decision before; empty of the first.</param>
/// <param name="Hash">The SHA-256 of this decision with the hash before, in hexadecimal digits.</param>
public sealed record PromotionDecision(long Number, DateTimeOffset At, string Model, DecisionKind Kind, string PreviousHash, string Hash)
{
    /// <summary>What a decision about a canary rests on; <see langword="null"/> of an operator's.</summary>
    public DecisionEvidence? Evidence { get; init; }

    /// <summary>What an operator has changed; <see langword="null"/> of a decision by evidence.</summary>
    public OperatorChange? Operator { get; init; }

    /// <summary>The guard rail that ended the canary; <see langword="null"/> if something else decided.</summary>
    public GuardRail? GuardRail =>
        Kind == DecisionKind.RollBack && Evidence is { Comparison: { Verdict: not CanaryVerdict.Worse, Latency.IsSlow: true } }
            ? Records.GuardRail.Latency
            : null;

    /// <summary>The variant whose versions it is about.</summary>
    public VariantRole Role => Operator?.Role ?? VariantRole.Student;

    /// <summary>The version whose calls another takes.</summary>
    public string From => Operator?.From ?? (Kind == DecisionKind.Promote ? Evidence?.Comparison.Against : Evidence?.Canary) ?? "";

    /// <summary>The version that takes them.</summary>
    public string To => Operator?.To ?? (Kind == DecisionKind.Promote ? Evidence?.Canary : Evidence?.Comparison.Against) ?? "";
}

/// <summary>What a decision about a canary rests on.</summary>
/// <param name="IsAutomatic">Whether servers carry it out; otherwise an operator does.</param>
/// <param name="Canary">The canary's version.</param>
/// <param name="Teacher">The teacher's version.</param>
/// <param name="Comparison">The numbers, with the version whose calls the canary shared.</param>
/// <param name="MinSamples">The texts that had to be compared.</param>
/// <param name="MaxDuration">How long the canary might stay undecided.</param>
public sealed record DecisionEvidence(
    bool IsAutomatic,
    string Canary,
    string Teacher,
    CanaryComparison Comparison,
    int MinSamples,
    TimeSpan MaxDuration
);

/// <summary>A change that an operator has made by call.</summary>
/// <param name="By">The name of the operator's key, or <c>anonymous</c>.</param>
/// <param name="Role">The variant.</param>
/// <param name="From">The version whose calls another takes.</param>
/// <param name="To">The version that takes them.</param>
/// <param name="Share">Of a canary: the share of the calls that it takes.</param>
public sealed record OperatorChange(string By, VariantRole Role, string From, string To, double? Share);

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
