using TransformerService.Api.Contracts;
using TransformerService.Api.Live;

namespace TransformerService.Api.Endpoints;

/// <summary>Translates the server's own state into the bodies of <c>/v1/live</c> and <c>/v1/server</c>.</summary>
internal static class LiveWire
{
    public static LiveSecondBody ToBody(LiveSecond second) =>
        new()
        {
            Number = second.Number,
            At = second.At,
            Cpu = Math.Round(second.Cpu, 3),
            MemoryBytes = second.MemoryBytes,
            MemoryLimitBytes = second.MemoryLimitBytes,
            Variants = [.. second.Variants.Select(ToBody)],
        };

    public static AlertBody ToBody(Alert alert) =>
        new()
        {
            Name = alert.Name,
            Severity = alert.IsPage ? "page" : "ticket",
            Model = alert.Model,
            Summary = alert.Summary,
            Runbook = "docs/observability.md#" + alert.Name.ToLowerInvariant(),
        };

    public static StartLogEntryBody ToBody(StartLogEntry entry) =>
        new()
        {
            At = entry.At,
            Level = entry.Level.ToString(),
            Category = entry.Category,
            Message = entry.Message,
        };

    public static SettingBody ToBody(ServerSetting setting) =>
        new()
        {
            Key = setting.Key,
            Value = setting.Value,
            Hidden = setting.IsHidden,
            Changed = setting.IsChanged,
        };

    private static LiveVariantBody ToBody(LiveVariant variant) =>
        new()
        {
            Model = variant.Model,
            Variant = variant.Variant,
            Requests = variant.Tally.Requests,
            Failed = variant.Tally.Failed,
            Refused = variant.Tally.Refused,
            InputTokens = variant.Tally.InputTokens,
            OutputTokens = variant.Tally.OutputTokens,
            P50Ms = Milliseconds(variant.Tally.Quantile(0.5)),
            P95Ms = Milliseconds(variant.Tally.Quantile(0.95)),
            P99Ms = Milliseconds(variant.Tally.Quantile(0.99)),
            Queue = variant.Queue,
            Batches = variant.Tally.Batches,
            Rows = variant.Tally.Rows,
        };

    private static double? Milliseconds(TimeSpan? time) => time is { } known ? WireValues.Milliseconds(known) : null;
}
