using TransformerService.Shadow.Configuration;
using TransformerService.Shadow.Records;
using TransformerService.Shadow.Statistics;

namespace TransformerService.Shadow.Promotion;

/// <summary>Decides about a canary. Pure.</summary>
internal static class DecisionRules
{
    /// <summary>What follows from the evidence; <see langword="null"/> if the canary goes on.</summary>
    /// <param name="comparison">The evidence.</param>
    /// <param name="settings">The model's settings.</param>
    /// <param name="age">How long the canary has been answering.</param>
    public static DecisionKind? Decide(CanaryComparison comparison, PromotionSettings settings, TimeSpan age) =>
        comparison switch
        {
            { Verdict: CanaryVerdict.Worse } or { Latency.IsSlow: true } => DecisionKind.RollBack,
            { Verdict: CanaryVerdict.NotWorse } when comparison.Compared >= settings.MinSamples && IsTimed(comparison) =>
                DecisionKind.Promote,
            _ when age >= settings.MaxDuration => DecisionKind.Expire,
            _ => null,
        };

    /// <summary>Whether enough texts are timed, if the time is limited.</summary>
    private static bool IsTimed(CanaryComparison comparison) => comparison.Latency is not { Compared: < LatencyEvidence.MinTexts };
}
