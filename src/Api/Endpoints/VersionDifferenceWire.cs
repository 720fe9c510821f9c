using TransformerService.Api.Contracts;
using TransformerService.Models.Catalog;

namespace TransformerService.Api.Endpoints;

/// <summary>Translates what changed between two versions into a body.</summary>
internal static class VersionDifferenceWire
{
    public static VersionDifferencesBody ToBody(VersionDifferences found) =>
        new()
        {
            Model = found.Model,
            Variant = found.Variant,
            From = ToBody(found.From),
            To = ToBody(found.To),
            Scores =
            [
                .. found.Scores.Select(score => new ScoreDifferenceBody
                {
                    Set = score.Set,
                    Metric = score.Metric,
                    From = score.From,
                    To = score.To,
                }),
            ],
            Answers =
            [
                .. found.Answers.Select(answer => new AnswerDifferenceBody
                {
                    Text = answer.Text,
                    TextPair = answer.TextPair,
                    From = ToBody(answer.From),
                    To = ToBody(answer.To),
                }),
            ],
        };

    private static ComparedVersionBody ToBody(ComparedVersion version) => new() { Folder = version.Folder, Version = version.Version };

    private static RecordedAnswerBody? ToBody(RecordedAnswer? answer) =>
        answer is null ? null : new() { Answer = answer.Answer, Score = WireValues.Finite(answer.Score) };
}
