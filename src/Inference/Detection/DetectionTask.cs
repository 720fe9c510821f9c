using TransformerService.Inference.Admission;
using TransformerService.Inference.Telemetry;
using TransformerService.Models.Requests;
using TransformerService.Tokenization;

namespace TransformerService.Inference.Detection;

/// <summary>Detects the languages of a request's texts. Only the first thousand letters of a text are read.</summary>
internal static class DetectionTask
{
    private const long BytesOfText = 96,
        BytesOfCandidate = 64;

    /// <summary>Answers a request.</summary>
    public static async Task<DetectionAnswer> AnswerAsync(
        LanguageDetector detector,
        DetectionRequest request,
        RequestAccount account,
        CancellationToken cancellationToken
    )
    {
        var candidates = Math.Min(request.TopK ?? 1, detector.Languages.Count);
        account.TakeAnswer(request.Count * (BytesOfText + (candidates * BytesOfCandidate)));
        var detections = await account.OnTextsAsync(() => Detect(detector, request, cancellationToken), cancellationToken);
        return new DetectionAnswer(detections, account.Timing(default));
    }

    private static DetectedText[] Detect(LanguageDetector detector, DetectionRequest request, CancellationToken cancellationToken)
    {
        using var span = TransformerTelemetry.Source.StartActivity("detect");
        var work = new TextWork(cancellationToken);
        var detections = new DetectedText[request.Count];
        for (var text = 0; text < detections.Length; text++)
        {
            var found = detector.Detect(request.Texts[text], work);
            detections[text] = new DetectedText(Choose(found, request), request.TopK is { } most ? [.. found.Take(most)] : null);
        }

        return detections;
    }

    private static DetectedLanguage Choose(IReadOnlyList<DetectedLanguage> found, DetectionRequest request) =>
        found[0].Confidence >= (found[0].Language == request.Target ? LanguageDetector.Likely : LanguageDetector.Sure)
            ? found[0]
            : found.Where(candidate => request.Expected.Contains(candidate.Language)).DefaultIfEmpty(found[0]).First();
}
