using TransformerService.Api.Contracts;
using TransformerService.Inference.Catalog;
using TransformerService.Models.Catalog;

namespace TransformerService.Api.Grpc;

/// <summary>Translates what changed between two versions into a message.</summary>
internal static class VersionDifferenceMessages
{
    public static V1.VersionDifferences Compare(ModelCatalog catalog, V1.CompareVersionsRequest request) =>
        ToMessage(
            VersionComparison.Of(
                catalog,
                request.Name,
                ModelMessages.ToChangedRole(request.Variant),
                request.HasFrom ? request.From : null,
                request.Version
            )
        );

    private static V1.VersionDifferences ToMessage(VersionDifferences found) =>
        new()
        {
            Model = found.Model,
            Variant = MessageValues.ToMessage(found.Variant),
            From = ToMessage(found.From),
            To = ToMessage(found.To),
            Scores = { found.Scores.Select(ToMessage) },
            Answers = { found.Answers.Select(ToMessage) },
        };

    private static V1.ComparedVersion ToMessage(ComparedVersion version)
    {
        var message = new V1.ComparedVersion { Folder = version.Folder };
        if (version.Version is { } hash)
        {
            message.Version = hash;
        }

        return message;
    }

    private static V1.ScoreDifference ToMessage(ScoreDifference score)
    {
        var message = new V1.ScoreDifference { Set = score.Set, Metric = score.Metric };
        if (score.From is { } from)
        {
            message.From = from;
        }

        if (score.To is { } to)
        {
            message.To = to;
        }

        return message;
    }

    private static V1.AnswerDifference ToMessage(AnswerDifference answer)
    {
        var message = new V1.AnswerDifference
        {
            Text = answer.Text,
            From = ToMessage(answer.From),
            To = ToMessage(answer.To),
        };
        if (answer.TextPair is { } pair)
        {
            message.TextPair = pair;
        }

        return message;
    }

    private static V1.RecordedAnswer? ToMessage(RecordedAnswer? answer) =>
        answer is null ? null : new() { Answer = answer.Answer, Score = WireValues.Finite(answer.Score) };
}
