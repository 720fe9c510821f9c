namespace TransformerService.Api.Swagger;

/// <summary>Bodies of <c>/v1/classify</c> that work with the embedded models.</summary>
internal static class ClassifyExamples
{
    public const string Answer = """
        {
          "model": "sentiment", "variant": "student", "version": "3f2a9c01d4e7",
          "results": [
            {
              "labels": [ { "label": "POSITIVE", "score": 0.996767 }, { "label": "NEGATIVE", "score": 0.003233 } ],
              "inputTokens": 14, "truncated": false
            }
          ],
          "timing": { "totalMs": 1.204, "queueMs": 0.018, "tokenizeMs": 0.061, "inferenceMs": 1.102 }
        }
        """;

    public static IReadOnlyList<RequestExample> Requests { get; } =
    [
        new("sentiment", "One text", """{ "text": "a gorgeous , witty , seductive movie .", "model": "sentiment" }"""),
        new(
            "severalTexts",
            "Several texts; the answers come in their order",
            """
            { "text": ["This is the best film I have seen in years!", "I really hated every minute of it."], "model": "sentiment" }
            """
        ),
        new(
            "intent",
            "The three best of ten labels",
            """
            { "text": "what is my checking account balance", "model": "intent", "topK": 3 }
            """
        ),
        new(
            "pair",
            "A pair of texts, for models trained on pairs",
            """
            { "text": "Book a flight.", "textPair": "I want to fly to Paris.", "model": "intent", "variant": "student", "topK": 1 }
            """
        ),
    ];
}
