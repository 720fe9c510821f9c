namespace TransformerService.Client.Grpc;

/// <summary>Translates the messages of GetUsage.</summary>
internal static class UsageMessages
{
    public static V1.GetUsageRequest ToMessage(string? month, string? name)
    {
        var message = new V1.GetUsageRequest();
        if (month is not null)
        {
            message.Month = month;
        }

        if (name is not null)
        {
            message.Name = name;
        }

        return message;
    }

    public static UsageReport Read(V1.UsageResponse message) =>
        new()
        {
            Month = message.Month,
            Complete = message.Complete,
            Keys = [.. message.Keys.Select(Read)],
        };

    private static KeyUsage Read(V1.KeyUsage message) =>
        new()
        {
            Key = message.Key,
            Requests = message.Requests,
            Characters = message.Characters,
            InputTokens = message.InputTokens,
            OutputTokens = message.OutputTokens,
            Units = message.Units,
            Models = [.. message.Models.Select(Read)],
            Quota = message.Quota is null ? null : Read(message.Quota),
        };

    private static ModelUsage Read(V1.ModelUsage message) =>
        new()
        {
            Model = message.Model,
            Requests = message.Requests,
            Characters = message.Characters,
            InputTokens = message.InputTokens,
            OutputTokens = message.OutputTokens,
            Units = message.Units,
        };

    private static UsageQuota Read(V1.UsageQuota message) =>
        new() { Characters = message.HasCharacters ? message.Characters : null, Units = message.HasUnits ? message.Units : null };
}
