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
            Windows = message.Options is { } options ? ToWindows(options) : null,
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

    private static ClassificationWindows ToWindows(V1.ClassifyOptions options) =>
        new(options.Window)
        {
            Stride = options.HasStride ? options.Stride : null,
            Combination = options.Combine switch
            {
                V1.WindowCombination.Unspecified or V1.WindowCombination.Mean => WindowCombination.Mean,
                V1.WindowCombination.Max => WindowCombination.Max,
                _ => throw MessageValues.Unknown("options.combine", nameof(V1.WindowCombination)),
            },
        };

    private static V1.Classification ToMessage(ClassifiedText result)
    {
        var message = new V1.Classification
        {
            Labels = { result.Labels.Select(ToMessage) },
            InputTokens = result.InputTokens,
            Truncated = result.Truncated,
            Cascade = result.Cascade is { } cascade ? CascadeMessages.ToMessage(cascade) : null,
        };
        if (result.Windows is { } windows)
        {
            message.Windows = windows;
        }

        return message;
    }

    private static V1.LabelScore ToMessage(LabelScore label) => new() { Label = label.Label, Score = WireValues.Finite(label.Score) };
}
