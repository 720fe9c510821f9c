using TransformerService.Shadow.Records;

namespace TransformerService.Api.Contracts;

/// <summary>Translates the report of a cascade into its body.</summary>
internal static class CascadeWire
{
    /// <summary>The chance that a guarantee does not hold.</summary>
    public const double Delta = 0.05;

    public static CascadeReportBody ToBody(CascadeReport report) =>
        new()
        {
            Budget = report.Budget,
            Calibrated = report.Fit is not null,
            Threshold = report.Threshold,
            Bound = new CascadeBoundBody
            {
                Alpha = report.Alpha,
                Guaranteed = report.Fit?.Bound.Guaranteed,
                Met = report.Fit?.Bound.IsMet ?? false,
                Delta = Delta,
                Findings = report.Fit?.Findings ?? 0,
            },
            RiskCoverage =
            [
                .. (report.Fit?.Curve ?? []).Select(point => new CascadePointBody
                {
                    Threshold = point.Threshold,
                    Escalated = point.Escalated,
                    Differing = point.Differing,
                }),
            ],
            Texts = report.Texts,
            Escalated = report.Escalated,
            NotEscalated = report.NotEscalated,
            Later = new CascadeLaterBody
            {
                Findings = report.Later.Findings,
                Differing = report.Later.Differing,
                High = report.Later.High,
            },
        };
}
