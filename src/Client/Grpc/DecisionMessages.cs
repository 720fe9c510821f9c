namespace TransformerService.Client.Grpc;

/// <summary>Translates the messages of ListDecisions.</summary>
internal static class DecisionMessages
{
    public static V1.ListDecisionsRequest ToMessage(string? model, int? limit)
    {
        var message = new V1.ListDecisionsRequest();
        if (model is not null)
        {
            message.Model = model;
        }

        if (limit is { } most)
        {
            message.Limit = most;
        }

        return message;
    }

    public static DecisionList Read(V1.DecisionsResponse message) =>
        new()
        {
            Decisions = [.. message.Decisions.Select(Read)],
            Chain = new DecisionChain
            {
                Length = message.Chain.Length,
                Hash = message.Chain.Hash,
                Intact = message.Chain.Intact,
                FirstFault = message.Chain.HasFirstFault ? message.Chain.FirstFault : null,
            },
        };

    private static CanaryDecision Read(V1.Decision message) =>
        new()
        {
            Number = message.Number,
            At = message.At.ToDateTimeOffset(),
            Model = message.Model,
            Kind = EnumMessages.Read(message.Kind),
            GuardRail = EnumMessages.Read(message.GuardRail),
            By = message.HasBy ? message.By : null,
            Variant = EnumMessages.Read(message.Variant),
            From = message.From,
            To = message.To,
            Share = message.HasShare ? message.Share : null,
            Automatic = message.Automatic,
            Canary = message.HasCanary ? message.Canary : null,
            Teacher = message.HasTeacher ? message.Teacher : null,
            Comparison = message.Comparison is { } comparison ? ShadowMessages.Read(comparison) : null,
            MinSamples = message.HasMinSamples ? message.MinSamples : null,
            MaxDurationSeconds = message.HasMaxDurationSeconds ? message.MaxDurationSeconds : null,
            PreviousHash = message.PreviousHash,
            Hash = message.Hash,
        };
}
