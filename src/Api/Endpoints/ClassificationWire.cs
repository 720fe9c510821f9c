using TransformerService.Api.Contracts;
using TransformerService.Models.Errors;
using TransformerService.Models.Requests;

namespace TransformerService.Api.Endpoints;

/// <summary>Translates between the bodies of <c>/v1/classify</c> and the pipeline's records.</summary>
internal static class ClassificationWire
{
    public static ClassificationRequest ToRequest(ClassifyRequestBody body) =>
        new(WireValues.Required(body.Text))
        {
            TextPairs = body.TextPair?.Values,
            Model = body.Model,
            Variant = body.Variant,
            TopK = body.TopK,
            Candidates = WireValues.Candidates(body.CandidateLabels?.Values, body.HypothesisTemplate, body.MultiLabel),
            Windows = body.Options is null ? null : ToWindows(body.Options),
        };

    public static ClassifyAnswerBody ToBody(ClassificationAnswer answer) =>
        new()
        {
            Model = answer.Model,
            Variant = answer.Variant,
            Version = answer.Version,
            Results = [.. answer.Results.Select(ToBody)],
            Timing = WireValues.ToBody(answer.Timing),
        };

    private static ClassificationWindows ToWindows(ClassifyOptionsBody options) =>
        new(
            options.Window
                ?? throw InferenceException.Invalid("'options.window' is missing: write the tokens of a window, or leave out 'options'.")
        )
        {
            Stride = options.Stride,
            Combination = options.Combine ?? WindowCombination.Mean,
        };

    private static ClassificationBody ToBody(ClassifiedText result) =>
        new()
        {
            Labels = [.. result.Labels.Select(ToBody)],
            InputTokens = result.InputTokens,
            Truncated = result.Truncated,
            Windows = result.Windows,
            Variant = result.Cascade?.Variant,
            Escalated = result.Cascade?.IsEscalated,
            Risk = result.Cascade is { } cascade ? WireValues.Share(cascade.Risk) : null,
            Calibrated = result.Cascade?.IsCalibrated,
            NotEscalated = result.Cascade?.Refusal,
        };

    private static LabelScoreBody ToBody(LabelScore label) => new() { Label = label.Label, Score = WireValues.Finite(label.Score) };
}
