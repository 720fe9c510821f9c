namespace TransformerService.Shadow.Records;

/// <summary>What the samples say of a student against the margin that the operator set.</summary>
public enum ShadowVerdict
{
    /// <summary>Too few samples to say either.</summary>
    Undecided,

    /// <summary>It differs from its teacher, beyond what the teacher differs from itself, by less than the margin.</summary>
    Holds,

    /// <summary>It differs by more than the margin.</summary>
    Strays,
}
