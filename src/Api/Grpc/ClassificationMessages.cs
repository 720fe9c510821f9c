using TransformerService.Api.Contracts;
using TransformerService.Models.Requests;

namespace TransformerService.Api.Grpc;

/// <summary>Translates between the messages of Classify and the pipeline's records.</summary>
internal static class ClassificationMessages
{
    public static ClassificationRequest ToRequest(V1.ClassifyRequest message) =>
        new(message.Texts)
        {
            TextPairs = message.TextPairs.Count > 0 ? message.TextPairs : null,
            Model = message.HasModel ? message.Model : null,
            Variant = MessageValues.ToRole(message.Variant),
            TopK = message.HasTopK ? message.TopK : null,
            Candidates = WireValues.Candidates(
                message.CandidateLabels.Count > 0 ? message.CandidateLabels : null,
                message.HasHypothesisTemplate ? message.HypothesisTemplate : null,
                message.HasMultiLabel ? message.MultiLabel : null
            ),
        };

    public static V1.ClassifyResponse ToResponse(ClassificationAnswer answer) =>
        new()
        {
            Model = answer.Model,
            Variant = MessageValues.ToMessage(answer.Variant),
            Version = answer.Version,
            Results = { answer.Results.Select(ToMessage) },
            Timing = MessageValues.ToMessage(answer.Timing),
        };

    private static V1.Classification ToMessage(ClassifiedText result) =>
        new()
        {
            Labels = { result.Labels.Select(ToMessage) },
            InputTokens = result.InputTokens,
            Truncated = result.Truncated,
        };

    private static V1.LabelScore ToMessage(LabelScore label) => new() { Label = label.Label, Score = WireValues.Finite(label.Score) };
}
