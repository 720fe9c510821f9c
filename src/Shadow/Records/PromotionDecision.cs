namespace TransformerService.Shadow.Records;

/// <summary>
/// What was decided about a canary, by what evidence. Decisions are never changed; each carries the hash of the one before it.
/// </summary>
/// <param name="Number">Its place in the chain, from 1 on.</param>
/// <param name="At">When it was made.</param>
/// <param name="Model">The model's name.</param>
/// <param name="Kind">What was decided.</param>
/// <param name="IsAutomatic">Whether servers carry it out; otherwise an operator does.</param>
/// <param name="Canary">The canary's version.</param>
/// <param name="Teacher">The teacher's version.</param>
/// <param name="Comparison">The evidence, with the version whose calls the canary shared.</param>
/// <param name="MinSamples">The texts that had to be compared.</param>
/// <param name="MaxDuration">How long the canary might stay undecided.</param>
/// <param name="PreviousHash">The hash of the decision before; empty of the first.</param>
/// <param name="Hash">The SHA-256 of this decision with the hash before, in hexadecimal digits.</param>
public sealed record PromotionDecision(
    long Number,
    DateTimeOffset At,
    string Model,
    DecisionKind Kind,
    bool IsAutomatic,
    string Canary,
    string Teacher,
    CanaryComparison Comparison,
    int MinSamples,
    TimeSpan MaxDuration,
    string PreviousHash,
    string Hash
);

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
