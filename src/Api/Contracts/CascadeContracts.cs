namespace TransformerService.Api.Contracts;

/// <summary>A model's cascade: when its teacher answers instead of its student. Counts are since it began in this process.</summary>
public sealed record CascadeReportBody
{
    /// <summary>The largest share of texts that the teacher answers.</summary>
    /// <example>0.1</example>
    public required double Budget { get; init; }

    /// <summary>Whether findings set the threshold; otherwise the latest answers do, by the risk that the student itself states.</summary>
    /// <example>true</example>
    public required bool Calibrated { get; init; }

    /// <summary>Answers of a higher risk are escalated.</summary>
    /// <example>0.2312</example>
    public required double Threshold { get; init; }

    /// <summary>The bound of the answers that differ from the teacher's and are served.</summary>
    public required CascadeBoundBody Bound { get; init; }

    /// <summary>The share of answers that differ and are served, against the share that is escalated, at most 20 points.</summary>
    public required IReadOnlyList<CascadePointBody> RiskCoverage { get; init; }

    /// <summary>Texts that were served.</summary>
    /// <example>48211</example>
    public required long Texts { get; init; }

    /// <summary>Those that the teacher answered.</summary>
    /// <example>4807</example>
    public required long Escalated { get; init; }

    /// <summary>
    /// Texts over the threshold that the student answered, by the reason: budgetSpent, teacherBusy, teacherAway, timeShort, limitReached. The
    /// bound does not cover them.
    /// </summary>
    public required IReadOnlyDictionary<string, long> NotEscalated { get; init; }

    /// <summary>How the bound holds on findings that came after the fit that judged them.</summary>
    public required CascadeLaterBody Later { get; init; }
}

/// <summary>The bound of the share of answers that differ from the teacher's and are served, while the budget lasts.</summary>
public sealed record CascadeBoundBody
{
    /// <summary>The one that is asked.</summary>
    /// <example>0.05</example>
    public required double Alpha { get; init; }

    /// <summary>The asked one if it is met, otherwise the smallest that the budget allows; left out while it is not calibrated.</summary>
    /// <example>0.062</example>
    public double? Guaranteed { get; init; }

    /// <summary>Whether the one that is asked is guaranteed.</summary>
    /// <example>false</example>
    public required bool Met { get; init; }

    /// <summary>The chance that the guarantee does not hold.</summary>
    /// <example>0.05</example>
    public required double Delta { get; init; }

    /// <summary>Findings that it is from, half of them for the risk and half for the threshold.</summary>
    /// <example>4120</example>
    public required int Findings { get; init; }
}

/// <summary>A point of the curve.</summary>
public sealed record CascadePointBody
{
    /// <summary>The threshold.</summary>
    /// <example>0.2312</example>
    public required double Threshold { get; init; }

    /// <summary>The share of answers that would be escalated.</summary>
    /// <example>0.1</example>
    public required double Escalated { get; init; }

    /// <summary>The share of all answers that would differ and be served.</summary>
    /// <example>0.031</example>
    public required double Differing { get; init; }
}

/// <summary>Findings that came after the fit that judged them.</summary>
public sealed record CascadeLaterBody
{
    /// <summary>Findings.</summary>
    /// <example>812</example>
    public required long Findings { get; init; }

    /// <summary>Those that differ and would be served.</summary>
    /// <example>31</example>
    public required long Differing { get; init; }

    /// <summary>The upper bound of their rate, with a chance of 5 % to be exceeded.</summary>
    /// <example>0.0502</example>
    public required double High { get; init; }
}
