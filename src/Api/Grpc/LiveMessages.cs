using Google.Protobuf.WellKnownTypes;
using TransformerService.Api.Contracts;

namespace TransformerService.Api.Grpc;

/// <summary>Translates the bodies of <c>/v1/live</c> and <c>/v1/server</c> into messages.</summary>
internal static class LiveMessages
{
    public static V1.LiveSecond ToMessage(LiveSecondBody second) =>
        new()
        {
            Number = second.Number,
            At = Timestamp.FromDateTimeOffset(second.At),
            Cpu = second.Cpu,
            MemoryBytes = second.MemoryBytes,
            MemoryLimitBytes = second.MemoryLimitBytes,
            Variants = { second.Variants.Select(ToMessage) },
        };

    public static V1.Server ToMessage(ServerBody server) =>
        new()
        {
            Version = server.Version,
            StartedAt = Timestamp.FromDateTimeOffset(server.StartedAt),
            Settings = { server.Settings.Select(ToMessage) },
            Alerts = { server.Alerts.Select(ToMessage) },
            StartLog = { server.StartLog.Select(ToMessage) },
        };

    private static V1.StartLogEntry ToMessage(StartLogEntryBody entry) =>
        new()
        {
            At = Timestamp.FromDateTimeOffset(entry.At),
            Level = entry.Level,
            Category = entry.Category,
            Message = entry.Message,
        };

    private static V1.LiveVariant ToMessage(LiveVariantBody variant)
    {
        var message = new V1.LiveVariant
        {
            Model = variant.Model,
            Variant = variant.Variant,
            Requests = variant.Requests,
            Failed = variant.Failed,
            Refused = variant.Refused,
            InputTokens = variant.InputTokens,
            OutputTokens = variant.OutputTokens,
            Queue = variant.Queue,
            Batches = variant.Batches,
            Rows = variant.Rows,
        };
        if (variant is { P50Ms: { } half, P95Ms: { } most, P99Ms: { } nearlyAll })
        {
            (message.P50Ms, message.P95Ms, message.P99Ms) = (half, most, nearlyAll);
        }

        return message;
    }

    private static V1.Setting ToMessage(SettingBody setting)
    {
        var message = new V1.Setting
        {
            Key = setting.Key,
            Hidden = setting.Hidden,
            Changed = setting.Changed,
        };
        if (setting.Value is { } value)
        {
            message.Value = value;
        }

        return message;
    }

    private static V1.Alert ToMessage(AlertBody alert)
    {
        var message = new V1.Alert
        {
            Name = alert.Name,
            Severity = alert.Severity,
            Summary = alert.Summary,
            Runbook = alert.Runbook,
        };
        if (alert.Model is { } model)
        {
            message.Model = model;
        }

        return message;
    }
}
