namespace TransformerService.Api.Swagger;

/// <summary>Bodies of <c>/v1/explain</c> that work with the embedded models.</summary>
internal static class ExplainExamples
{
    public const string Answer = """
        {
          "model": "sentiment", "variant": "student", "version": "3f2a9c01d4e7", "method": "occlusion",
          "results": [
            {
              "label": "POSITIVE", "score": 0.9967,
              "parts": [
                { "text": "a", "start": 0, "end": 1, "weight": 0.104, "without": 0.9963 },
                { "text": "gorgeous", "start": 2, "end": 10, "weight": 1.871, "without": 0.979 },
                { "text": "movie", "start": 11, "end": 16, "weight": -0.212, "without": 0.9973 }
              ],
              "rows": 4, "inputTokens": 5, "truncated": false
            }
          ],
          "timing": { "totalMs": 3.118, "queueMs": 0.024, "tokenizeMs": 0.147, "inferenceMs": 2.901 }
        }
        """;

    public static IReadOnlyList<RequestExample> Requests { get; } =
    [
        new("label", "Why this label", """{ "text": "a gorgeous , witty , seductive movie .", "model": "sentiment" }"""),
        new(
            "other",
            "What speaks for another label",
            """{ "text": "the plot is dull , but the actors are fine .", "model": "sentiment", "label": "POSITIVE" }"""
        ),
        new("translation", "Which words the model's translation rests on", """{ "text": "Two dogs are playing.", "model": "en-fr" }"""),
        new(
            "target",
            "A translation of your own, by tokens",
            """
            { "text": "Two dogs.", "target": "Deux chiens.", "model": "en-fr", "unit": "token" }
            """
        ),
    ];
}
