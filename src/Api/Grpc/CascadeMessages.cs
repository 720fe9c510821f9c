using TransformerService.Api.Contracts;
using TransformerService.Models.Requests;
using TransformerService.Shadow.Records;

namespace TransformerService.Api.Grpc;

/// <summary>Translates what a cascade decided into messages.</summary>
internal static class CascadeMessages
{
    public static V1.CascadeReport ToMessage(CascadeReport report)
    {
        var body = CascadeWire.ToBody(report);
        var message = new V1.CascadeReport
        {
            Budget = body.Budget,
            Calibrated = body.Calibrated,
            Threshold = body.Threshold,
            Bound = new V1.CascadeBound
            {
                Alpha = body.Bound.Alpha,
                Met = body.Bound.Met,
                Delta = body.Bound.Delta,
                Findings = body.Bound.Findings,
            },
            RiskCoverage =
            {
                body.RiskCoverage.Select(point => new V1.CascadePoint
                {
                    Threshold = point.Threshold,
                    Escalated = point.Escalated,
                    Differing = point.Differing,
                }),
            },
            Texts = body.Texts,
            Escalated = body.Escalated,
            NotEscalated = { body.NotEscalated.ToDictionary() },
            Later = new V1.CascadeLater
            {
                Findings = body.Later.Findings,
                Differing = body.Later.Differing,
                High = body.Later.High,
            },
        };
        if (body.Bound.Guaranteed is { } guaranteed)
        {
            message.Bound.Guaranteed = guaranteed;
        }

        return message;
    }

    public static V1.CascadeOutcome ToMessage(CascadeOutcome outcome) =>
        new()
        {
            Variant = MessageValues.ToMessage(outcome.Variant),
            Escalated = outcome.IsEscalated,
            Risk = WireValues.Share(outcome.Risk),
            Calibrated = outcome.IsCalibrated,
            NotEscalated = outcome.Refusal switch
            {
                EscalationRefusal.BudgetSpent => V1.EscalationRefusal.BudgetSpent,
                EscalationRefusal.TeacherBusy => V1.EscalationRefusal.TeacherBusy,
                EscalationRefusal.TeacherAway => V1.EscalationRefusal.TeacherAway,
                EscalationRefusal.TimeShort => V1.EscalationRefusal.TimeShort,
                EscalationRefusal.LimitReached => V1.EscalationRefusal.LimitReached,
                _ => V1.EscalationRefusal.Unspecified,
            },
        };
}
