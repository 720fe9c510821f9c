namespace TransformerService.Shadow.Records;

/// <summary>What the findings say of a cascade's threshold, for one pair of versions.</summary>
/// <param name="At">When the newest of its findings was made.</param>
/// <param name="Findings">Findings that it is from, half of them for the risk and half for the threshold.</param>
/// <param name="IsFitted">Whether the risk was fitted; otherwise it is the one that the student itself states.</param>
/// <param name="Threshold">Answers of a higher risk are escalated; 1 if none are.</param>
/// <param name="Share">The share of the findings' answers that would be escalated.</param>
/// <param name="Bound">The bound of the answers that differ and are served.</param>
/// <param name="Curve">The share of answers that differ and are served, against the share that is escalated.</param>
public sealed record CascadeFit(
    DateTimeOffset At,
    int Findings,
    bool IsFitted,
    double Threshold,
    double Share,
    CascadeBound Bound,
    IReadOnlyList<CascadePoint> Curve
);

/// <summary>The bound of the share of answers that differ from the teacher's and are served, while the budget lasts.</summary>
/// <param name="Alpha">The one that is asked.</param>
/// <param name="Guaranteed">The smallest that the budget can guarantee.</param>
/// <param name="IsMet">Whether the one that is asked is guaranteed.</param>
/// <param name="Delta">The chance that the guarantee does not hold.</param>
public sealed record CascadeBound(double Alpha, double Guaranteed, bool IsMet, double Delta);

/// <summary>A point of the curve.</summary>
/// <param name="Threshold">The threshold.</param>
/// <param name="Escalated">The share of answers that would be escalated.</param>
/// <param name="Differing">The share of all answers that would differ and be served.</param>
public sealed record CascadePoint(double Threshold, double Escalated, double Differing);
