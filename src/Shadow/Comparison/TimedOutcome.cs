namespace TransformerService.Shadow.Comparison;

/// <summary>A text on which a canary and the version whose calls it shares were timed, one after the other.</summary>
/// <param name="Against">The version whose calls the canary shares.</param>
/// <param name="MaxRatio">How many times as long the canary may take.</param>
/// <param name="IsSlower">Whether it took longer than that.</param>
internal sealed record TimedOutcome(string Against, double MaxRatio, bool IsSlower);
