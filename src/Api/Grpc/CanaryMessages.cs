using Google.Protobuf.WellKnownTypes;
using TransformerService.Inference.Catalog;
using TransformerService.Models.Catalog;
using TransformerService.Shadow.Promotion;
using TransformerService.Shadow.Records;

namespace TransformerService.Api.Grpc;

/// <summary>Translates the comparison of a canary, and decisions, into messages.</summary>
internal static class CanaryMessages
{
    public static V1.CanaryComparison ToMessage(CanaryComparison canary) =>
        new()
        {
            Against = canary.Against,
            Compared = canary.Compared,
            OnlyCanaryDiffers = canary.OnlyCanaryDiffers,
            OnlyCurrentDiffers = canary.OnlyCurrentDiffers,
            Excess = canary.Excess,
            BoundsLow = canary.Bounds.Low,
            BoundsHigh = canary.Bounds.High,
            Margin = canary.Margin,
            Verdict = ToMessage(canary.Verdict),
            Latency = canary.Latency is { } latency
                ? new V1.CanaryLatency
                {
                    MaxRatio = latency.MaxRatio,
                    Compared = latency.Compared,
                    Slower = latency.Slower,
                    Slow = latency.IsSlow,
                }
                : null,
        };

    /// <summary>Makes the change that a call asks for.</summary>
    public static Task<ModelInfo> SetAsync(VersionService versions, V1.SetCanaryRequest request, CancellationToken cancellationToken) =>
        versions.SetCanaryAsync(
            request.Name,
            ModelMessages.ToChangedRole(request.Variant),
            request.HasVersion ? request.Version : null,
            request.Share,
            cancellationToken
        );

    /// <summary>Answers a call for decisions.</summary>
    public static async Task<V1.DecisionsResponse> ReadAsync(
        PromotionService promotion,
        V1.ListDecisionsRequest request,
        CancellationToken cancellationToken
    ) =>
        ToMessage(
            await promotion.ReadAsync(request.HasModel ? request.Model : null, request.HasLimit ? request.Limit : null, cancellationToken)
        );

    private static V1.DecisionsResponse ToMessage(DecisionLog log)
    {
        var chain = new V1.DecisionChain
        {
            Length = log.Length,
            Hash = log.Hash,
            Intact = log.Fault is null,
        };
        if (log.Fault is { } fault)
        {
            chain.FirstFault = fault;
        }

        return new V1.DecisionsResponse { Decisions = { log.Decisions.Select(ToMessage) }, Chain = chain };
    }

    private static V1.Decision ToMessage(PromotionDecision decision)
    {
        var message = new V1.Decision
        {
            Number = decision.Number,
            At = Timestamp.FromDateTimeOffset(decision.At),
            Model = decision.Model,
            Kind = ToMessage(decision.Kind),
            Variant = MessageValues.ToMessage(decision.Role),
            GuardRail = decision.GuardRail == GuardRail.Latency ? V1.GuardRail.Latency : V1.GuardRail.Unspecified,
            From = decision.From,
            To = decision.To,
            PreviousHash = decision.PreviousHash,
            Hash = decision.Hash,
        };
        if (decision.Evidence is { } evidence)
        {
            message.Automatic = evidence.IsAutomatic;
            message.Canary = evidence.Canary;
            message.Teacher = evidence.Teacher;
            message.Comparison = ToMessage(evidence.Comparison);
            message.MinSamples = evidence.MinSamples;
            message.MaxDurationSeconds = evidence.MaxDuration.TotalSeconds;
        }

        if (decision.Operator is { } change)
        {
            message.By = change.By;
            if (change.Share is { } share)
            {
                message.Share = share;
            }
        }

        return message;
    }

    private static V1.DecisionKind ToMessage(DecisionKind kind) =>
        kind switch
        {
            DecisionKind.Promote => V1.DecisionKind.Promote,
            DecisionKind.RollBack => V1.DecisionKind.RollBack,
            DecisionKind.SetCanary => V1.DecisionKind.SetCanary,
            DecisionKind.EndCanary => V1.DecisionKind.EndCanary,
            _ => V1.DecisionKind.Expire,
        };

    private static V1.CanaryVerdict ToMessage(CanaryVerdict verdict) =>
        verdict switch
        {
            CanaryVerdict.NotWorse => V1.CanaryVerdict.NotWorse,
            CanaryVerdict.Worse => V1.CanaryVerdict.Worse,
            _ => V1.CanaryVerdict.Undecided,
        };
}
