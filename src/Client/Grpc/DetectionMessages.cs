namespace TransformerService.Client.Grpc;

/// <summary>Translates between the messages of Detect and the client's records.</summary>
internal static class DetectionMessages
{
    public static V1.DetectRequest ToMessage(DetectRequest request)
    {
        var message = new V1.DetectRequest { Texts = { request.Text } };
        MessageValues.Set(request.TopK, value => message.TopK = value);
        return message;
    }

    public static DetectAnswer Read(V1.DetectResponse message) =>
        new()
        {
            Detections =
            [
                .. message.Detections.Select(detection => new Detection
                {
                    Language = detection.Language,
                    Confidence = detection.Confidence,
                    Candidates = MessageValues.List(detection.Candidates, Read),
                }),
            ],
            Timing = MessageValues.Read(message.Timing),
        };

    public static DetectedLanguage Read(V1.DetectedLanguage message) =>
        new() { Language = message.Language, Confidence = message.Confidence };
}
