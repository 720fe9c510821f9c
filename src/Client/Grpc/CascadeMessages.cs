namespace TransformerService.Client.Grpc;

/// <summary>Translates the messages of a cascade's report to the client's records.</summary>
internal static class CascadeMessages
{
    public static CascadeReport Read(V1.CascadeReport message) =>
        new()
        {
            Budget = message.Budget,
            Calibrated = message.Calibrated,
            Threshold = message.Threshold,
            Bound = new CascadeBound
            {
                Alpha = message.Bound.Alpha,
                Guaranteed = message.Bound.HasGuaranteed ? message.Bound.Guaranteed : null,
                Met = message.Bound.Met,
                Delta = message.Bound.Delta,
                Findings = message.Bound.Findings,
            },
            RiskCoverage =
            [
                .. message.RiskCoverage.Select(point => new CascadePoint
                {
                    Threshold = point.Threshold,
                    Escalated = point.Escalated,
                    Differing = point.Differing,
                }),
            ],
            Texts = message.Texts,
            Escalated = message.Escalated,
            NotEscalated = message.NotEscalated.ToDictionary(),
            Later = new CascadeLater
            {
                Findings = message.Later.Findings,
                Differing = message.Later.Differing,
                High = message.Later.High,
            },
        };
}
