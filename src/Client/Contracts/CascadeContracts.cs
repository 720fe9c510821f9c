namespace TransformerService.Client;

/// <summary>A model's cascade: when its teacher answers instead of its student. Counts are since it began in this process.</summary>
public sealed record CascadeReport
{
    /// <summary>The largest share of texts that the teacher answers.</summary>
    public required double Budget { get; init; }

    /// <summary>Whether findings set the threshold; otherwise the latest answers do, by the risk that the student itself states.</summary>
    public required bool Calibrated { get; init; }

    /// <summary>Answers of a higher risk are escalated.</summary>
    public required double Threshold { get; init; }

    /// <summary>The bound of the answers that differ from the teacher's and are served.</summary>
    public required CascadeBound Bound { get; init; }

    /// <summary>The share of answers that differ and are served, against the share that is escalated, at most 20 points.</summary>
    public required IReadOnlyList<CascadePoint> RiskCoverage { get; init; }

    /// <summary>Texts that were served.</summary>
    public required long Texts { get; init; }

    /// <summary>Those that the teacher answered.</summary>
    public required long Escalated { get; init; }

    /// <summary>
    /// Texts over the threshold that the student answered, by the reason: budgetSpent, teacherBusy, teacherAway, timeShort, limitReached. The
    /// bound does not cover them.
    /// </summary>
    public required IReadOnlyDictionary<string, long> NotEscalated { get; init; }

    /// <summary>How the bound holds on findings that came after the fit that judged them.</summary>
    public required CascadeLater Later { get; init; }
}

/// <summary>The bound of the share of answers that differ from the teacher's and are served, while the budget lasts.</summary>
public sealed record CascadeBound
{
    /// <summary>The one that is asked.</summary>
    public required double Alpha { get; init; }

    /// <summary>The asked one if it is met, otherwise the smallest that the budget allows; left out while it is not calibrated.</summary>
    public double? Guaranteed { get; init; }

    /// <summary>Whether the one that is asked is guaranteed.</summary>
    public required bool Met { get; init; }

    /// <summary>The chance that the guarantee does not hold.</summary>
    public required double Delta { get; init; }

    /// <summary>Findings that it is from, half of them for the risk and half for the threshold.</summary>
    public required int Findings { get; init; }
}

/// <summary>A point of the curve.</summary>
public sealed record CascadePoint
{
    /// <summary>The threshold.</summary>
    public required double Threshold { get; init; }

    /// <summary>The share of answers that would be escalated.</summary>
    public required double Escalated { get; init; }

    /// <summary>The share of all answers that would differ and be served.</summary>
    public required double Differing { get; init; }
}

/// <summary>Findings that came after the fit that judged them.</summary>
public sealed record CascadeLater
{
    /// <summary>Findings.</summary>
    public required long Findings { get; init; }

    /// <summary>Those that differ and would be served.</summary>
    public required long Differing { get; init; }

    /// <summary>The upper bound of their rate, with a chance of 5 % to be exceeded.</summary>
    public required double High { get; init; }
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

    /// <summary>The call had no room for it in the limits of one call, or of its caller.</summary>
    LimitReached,
}
