namespace TransformerService.Shadow.Records;

/// <summary>A model's cascade: when its teacher answers instead of its student.</summary>
/// <param name="Budget">The largest share of texts that the teacher answers.</param>
/// <param name="Alpha">The share of answers that may differ from the teacher's.</param>
/// <param name="Threshold">Answers of a higher risk are escalated.</param>
/// <param name="Fit">What the findings say of it; <see langword="null"/> while there are too few.</param>
/// <param name="Texts">Texts that were served since the cascade began in this process.</param>
/// <param name="Escalated">Those that the teacher answered.</param>
/// <param name="NotEscalated">Texts over the threshold that the student answered, by the reason.</param>
/// <param name="Later">Findings later than the fit that judged them.</param>
public sealed record CascadeReport(
    double Budget,
    double Alpha,
    double Threshold,
    CascadeFit? Fit,
    long Texts,
    long Escalated,
    IReadOnlyDictionary<string, long> NotEscalated,
    CascadeLater Later
);

/// <summary>How the bound holds on findings that came after the fit.</summary>
/// <param name="Findings">Findings.</param>
/// <param name="Differing">Those that differ and would be served.</param>
/// <param name="High">The upper bound of their rate, with a chance of 5 % to be exceeded.</param>
public sealed record CascadeLater(long Findings, long Differing, double High);

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
/// <param name="Guaranteed">The asked one if it is met, otherwise the smallest that the budget allows.</param>
/// <param name="IsMet">Whether the one that is asked is guaranteed.</param>
public sealed record CascadeBound(double Alpha, double Guaranteed, bool IsMet);

/// <summary>A point of the curve.</summary>
/// <param name="Threshold">The threshold.</param>
/// <param name="Escalated">The share of answers that would be escalated.</param>
/// <param name="Differing">The share of all answers that would differ and be served.</param>
public sealed record CascadePoint(double Threshold, double Escalated, double Differing);
