using TransformerService.Api.Contracts;
using TransformerService.Models.Requests;

namespace TransformerService.Api.Grpc;

/// <summary>Translates between the messages of Detect and the pipeline's records.</summary>
internal static class DetectionMessages
{
    public static DetectionRequest ToRequest(V1.DetectRequest message) =>
        new(message.Texts) { TopK = message.HasTopK ? message.TopK : null };

    public static V1.DetectResponse ToResponse(DetectionAnswer answer) =>
        new() { Detections = { answer.Detections.Select(ToMessage) }, Timing = MessageValues.ToMessage(answer.Timing) };

    public static V1.DetectedLanguage ToMessage(DetectedLanguage detected) =>
        new() { Language = detected.Language, Confidence = WireValues.Share(detected.Confidence) };

    private static V1.Detection ToMessage(DetectedText text) =>
        new()
        {
            Language = text.Language.Language,
            Confidence = WireValues.Share(text.Language.Confidence),
            Candidates = { (text.Candidates ?? []).Select(ToMessage) },
        };
}
