using TransformerService.Api.Contracts;
using TransformerService.Models.Requests;

namespace TransformerService.Api.Endpoints;

/// <summary>Translates between the bodies of <c>/v1/detect</c> and the pipeline's records.</summary>
internal static class DetectionWire
{
    public static DetectionRequest ToRequest(DetectRequestBody body) => new(WireValues.Required(body.Text)) { TopK = body.TopK };

    public static DetectAnswerBody ToBody(DetectionAnswer answer) =>
        new() { Detections = [.. answer.Detections.Select(ToBody)], Timing = WireValues.ToBody(answer.Timing) };

    public static DetectedLanguageBody ToBody(DetectedLanguage detected) =>
        new() { Language = detected.Language, Confidence = WireValues.Share(detected.Confidence) };

    private static DetectionBody ToBody(DetectedText text) =>
        new()
        {
            Language = text.Language.Language,
            Confidence = WireValues.Share(text.Language.Confidence),
            Candidates = text.Candidates is null ? null : [.. text.Candidates.Select(ToBody)],
        };
}
