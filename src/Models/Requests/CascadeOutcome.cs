namespace TransformerService.Models.Requests;

/// <summary>Who answered a text of a model whose teacher answers where its student is unsure.</summary>
/// <param name="Risk">The risk that the student's answer differs from the teacher's, 0 to 1.</param>
/// <param name="IsCalibrated">Whether findings of shadow mode bound the risk; otherwise it is the one that the student itself states.</param>
/// <param name="IsEscalated">Whether the answer is the teacher's.</param>
public sealed record CascadeOutcome(double Risk, bool IsCalibrated, bool IsEscalated)
{
    /// <summary>The variant whose answer it is.</summary>
    public VariantRole Variant => IsEscalated ? VariantRole.Teacher : VariantRole.Student;

    /// <summary>Why the answer is the student's though its risk exceeds the threshold.</summary>
    public EscalationRefusal? Refusal { get; init; }
}

/// <summary>Why the teacher did not answer a text whose risk exceeds the threshold.</summary>
public enum EscalationRefusal
{
    /// <summary>The share of texts that it may answer was spent.</summary>
    BudgetSpent,

    /// <summary>It had as many texts as it may have at one time.</summary>
    TeacherBusy,

    /// <summary>It does not answer, or failed.</summary>
    TeacherAway,

    /// <summary>There was not enough time for it.</summary>
    TimeShort,

    /// <summary>The request had no room for it in the limits of one request, or of its caller.</summary>
    LimitReached,
}
