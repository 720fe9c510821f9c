namespace TransformerService.Client.Grpc;

/// <summary>Translates the messages of CompareVersions.</summary>
internal static class VersionDifferenceMessages
{
    public static V1.CompareVersionsRequest ToMessage(string model, string version, string? from, VariantRole? variant)
    {
        ArgumentException.ThrowIfNullOrEmpty(model);
        ArgumentException.ThrowIfNullOrEmpty(version);
        var message = new V1.CompareVersionsRequest
        {
            Name = model,
            Version = version,
            Variant = EnumMessages.ToMessage(variant),
        };
        MessageValues.Set(from, value => message.From = value);
        return message;
    }

    public static VersionDifferences Read(V1.VersionDifferences message) =>
        new()
        {
            Model = message.Model,
            Variant = EnumMessages.Read(message.Variant),
            From = Read(message.From),
            To = Read(message.To),
            Scores =
            [
                .. message.Scores.Select(score => new ScoreDifference
                {
                    Set = score.Set,
                    Metric = score.Metric,
                    From = score.HasFrom ? score.From : null,
                    To = score.HasTo ? score.To : null,
                }),
            ],
            Answers =
            [
                .. message.Answers.Select(answer => new AnswerDifference
                {
                    Text = answer.Text,
                    TextPair = answer.HasTextPair ? answer.TextPair : null,
                    From = Read(answer.From),
                    To = Read(answer.To),
                }),
            ],
        };

    private static ComparedVersion Read(V1.ComparedVersion message) =>
        new() { Folder = message.Folder, Version = message.HasVersion ? message.Version : null };

    private static RecordedAnswer? Read(V1.RecordedAnswer? message) =>
        message is null ? null : new() { Answer = message.Answer, Score = message.Score };
}
