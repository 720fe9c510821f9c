using TransformerService.Api.Contracts;
using TransformerService.Models.Requests;

namespace TransformerService.Api.Endpoints;

/// <summary>Translates between the bodies of <c>/v1/detect</c> and the pipeline's records.</summary>
internal static class DetectionWire
{
    // Finer digits are noise.
    private const int ConfidenceDigits = 4;

    public static DetectionRequest ToRequest(DetectRequestBody body) => new(WireValues.Required(body.Text)) { TopK = body.TopK };

    public static DetectAnswerBody ToBody(DetectionAnswer answer) =>
        new() { Detections = [.. answer.Detections.Select(ToBody)], Timing = WireValues.ToBody(answer.Timing) };

    public static DetectedLanguageBody ToBody(DetectedLanguage detected) =>
        new() { Language = detected.Language, Confidence = Rounded(detected.Confidence) };

    /// <summary>A confidence as REST and gRPC both write it.</summary>
    public static double Rounded(double confidence) => Math.Round(confidence, ConfidenceDigits);

    private static DetectionBody ToBody(DetectedText text) =>
        new()
        {
            Language = text.Language.Language,
            Confidence = Rounded(text.Language.Confidence),
            Candidates = text.Candidates is null ? null : [.. text.Candidates.Select(ToBody)],
        };
}
