using TransformerService.Api.Contracts;
using TransformerService.Shadow.Usage;

namespace TransformerService.Api.Endpoints;

/// <summary>Translates what was used into bodies.</summary>
internal static class UsageWire
{
    public static UsageBody ToBody(UsageReport report) =>
        new()
        {
            Month = report.Month.ToString(),
            Complete = report.IsComplete,
            Keys = [.. report.Keys.Select(ToBody)],
        };

    private static KeyUsageBody ToBody(KeyUsage usage)
    {
        var count = usage.Count;
        return new()
        {
            Key = usage.Key,
            Requests = count.Requests,
            Characters = count.Characters,
            InputTokens = count.InputTokens,
            OutputTokens = count.OutputTokens,
            Units = count.Units,
            Models = [.. usage.Models.Select(ToBody)],
            Quota = usage.Quota is { } quota ? new() { Characters = quota.Characters, Units = quota.Units } : null,
        };
    }

    private static ModelUsageBody ToBody(ModelUsage usage) =>
        new()
        {
            Model = usage.Model,
            Requests = usage.Count.Requests,
            Characters = usage.Count.Characters,
            InputTokens = usage.Count.InputTokens,
            OutputTokens = usage.Count.OutputTokens,
            Units = usage.Count.Units,
        };
}
