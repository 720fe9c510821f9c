using TransformerService.Shadow.Promotion;
using TransformerService.Shadow.Records;

namespace TransformerService.Api.Contracts;

/// <summary>Translates decisions into the body of <c>/v1/decisions</c>.</summary>
internal static class DecisionWire
{
    public static DecisionsBody ToBody(DecisionLog log) =>
        new()
        {
            Decisions = [.. log.Decisions.Select(ToBody)],
            Chain = new DecisionChainBody
            {
                Length = log.Length,
                Hash = log.Hash,
                Intact = log.Fault is null,
                FirstFault = log.Fault,
            },
        };

    private static DecisionBody ToBody(PromotionDecision decision) =>
        new()
        {
            Number = decision.Number,
            At = decision.At,
            Model = decision.Model,
            Kind = decision.Kind,
            GuardRail = decision.GuardRail,
            By = decision.Operator?.By,
            Variant = decision.Role,
            From = decision.From,
            To = decision.To,
            Share = decision.Operator?.Share,
            Automatic = decision.Evidence is { IsAutomatic: true },
            Canary = decision.Evidence?.Canary,
            Teacher = decision.Evidence?.Teacher,
            Comparison = decision.Evidence is { } evidence ? ShadowWire.ToBody(evidence.Comparison) : null,
            MinSamples = decision.Evidence?.MinSamples,
            MaxDurationSeconds = decision.Evidence?.MaxDuration.TotalSeconds,
            PreviousHash = decision.PreviousHash,
            Hash = decision.Hash,
        };
}
