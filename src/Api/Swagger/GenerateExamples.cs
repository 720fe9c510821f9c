namespace TransformerService.Api.Swagger;

/// <summary>Bodies of <c>/v1/generate</c>.</summary>
internal static class GenerateExamples
{
    public const string Answer = """
        {
          "model": "summary", "variant": "student", "version": "3f2a9c01d4e7",
          "generations": [
            {
              "text": "The old bridge is closed until May.", "score": -0.213,
              "inputTokens": 42, "outputTokens": 9, "finishReason": "stop", "truncated": false
            }
          ],
          "timing": { "totalMs": 14.812, "queueMs": 0.021, "tokenizeMs": 0.134, "inferenceMs": 14.602 }
        }
        """;

    public static IReadOnlyList<RequestExample> Requests { get; } =
    [
        new(
            "summary",
            "One text, decoded as the model's files say",
            """{ "text": "The council said on Monday that the old bridge stays closed for repairs until the first week of May." }"""
        ),
        new(
            "samples",
            "Two samples of a text; the seed makes them the same each time",
            """
            {
              "text": "The council said on Monday that the old bridge stays closed for repairs until the first week of May.",
              "options": { "doSample": true, "temperature": 0.8, "topK": 50, "topP": 0.95, "seed": 42, "numHypotheses": 2, "maxNewTokens": 40 }
            }
            """
        ),
        new(
            "beams",
            "Several texts, searched by four beams",
            """
            { "text": ["The dog sleeps under the table.", "She reads."], "options": { "beamSize": 4, "lengthPenalty": 1.2, "noRepeatNgramSize": 3 } }
            """
        ),
    ];
}
