using Grpc.Core;
using TransformerService.Api.Endpoints;
using TransformerService.Inference.Usage;
using TransformerService.Shadow.Usage;

namespace TransformerService.Api.Grpc;

/// <summary>Translates what was used into messages.</summary>
internal static class UsageMessages
{
    /// <summary>Answers a call.</summary>
    public static async Task<V1.UsageResponse> ReadAsync(UsageService usage, V1.GetUsageRequest request, ServerCallContext context) =>
        ToMessage(
            await usage.ReportAsync(
                context.GetHttpContext(),
                request.HasMonth ? request.Month : null,
                request.HasName ? request.Name : null,
                context.CancellationToken
            )
        );

    private static V1.UsageResponse ToMessage(UsageReport report) =>
        new()
        {
            Month = report.Month.ToString(),
            Complete = report.IsComplete,
            Keys = { report.Keys.Select(ToMessage) },
        };

    private static V1.KeyUsage ToMessage(KeyUsage usage)
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
            Models = { usage.Models.Select(ToMessage) },
            Quota = usage.Quota is { } quota ? ToMessage(quota) : null,
        };
    }

    private static V1.ModelUsage ToMessage(ModelUsage usage) =>
        new()
        {
            Model = usage.Model,
            Requests = usage.Count.Requests,
            Characters = usage.Count.Characters,
            InputTokens = usage.Count.InputTokens,
            OutputTokens = usage.Count.OutputTokens,
            Units = usage.Count.Units,
        };

    private static V1.UsageQuota ToMessage(UsageQuota quota)
    {
        var message = new V1.UsageQuota();
        if (quota.Characters is { } characters)
        {
            message.Characters = characters;
        }

        if (quota.Units is { } units)
        {
            message.Units = units;
        }

        return message;
    }
}
