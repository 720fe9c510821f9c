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
            Automatic = decision.IsAutomatic,
            Canary = decision.Canary,
            Teacher = decision.Teacher,
            Comparison = ShadowWire.ToBody(decision.Comparison),
            MinSamples = decision.MinSamples,
            MaxDurationSeconds = decision.MaxDuration.TotalSeconds,
            PreviousHash = decision.PreviousHash,
            Hash = decision.Hash,
        };
}
