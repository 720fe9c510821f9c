namespace TransformerService.Api.Swagger;

/// <summary>Bodies of <c>/v1/detect</c>.</summary>
internal static class DetectExamples
{
    public const string Answer = """
        {
          "detections": [
            {
              "language": "fr", "confidence": 0.9993,
              "candidates": [{ "language": "fr", "confidence": 0.9993 }, { "language": "it", "confidence": 0.0003 }]
            }
          ],
          "timing": { "totalMs": 0.041, "queueMs": 0, "tokenizeMs": 0.038, "inferenceMs": 0 }
        }
        """;

    public static IReadOnlyList<RequestExample> Requests { get; } =
    [
        new("oneText", "One text", """{ "text": "Deux chiens jouent dans la neige." }"""),
        new("severalTexts", "Several texts", """{ "text": ["Two dogs are playing in the snow.", "Zwei Hunde spielen im Schnee."] }"""),
        new("shortText", "A short text is less certain", """{ "text": "table", "topK": 5 }"""),
        new("candidates", "The two most probable languages", """{ "text": "Deux chiens jouent dans la neige.", "topK": 2 }"""),
    ];
}
