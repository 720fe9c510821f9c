namespace TransformerService.Api.Swagger;

/// <summary>Bodies of <c>/v1/tag</c>.</summary>
internal static class TagExamples
{
    public const string Answer = """
        {
          "model": "ner", "variant": "student", "version": "3f2a9c01d4e7",
          "entities": [
            [
              { "label": "PER", "score": 0.998, "text": "Anna Schmidt", "start": 0, "end": 12 },
              { "label": "LOC", "score": 0.997, "text": "Paris", "start": 22, "end": 27 }
            ]
          ],
          "inputTokens": [9], "truncated": [false],
          "timing": { "totalMs": 1.204, "queueMs": 0.018, "tokenizeMs": 0.061, "inferenceMs": 1.102 }
        }
        """;

    public static IReadOnlyList<RequestExample> Requests { get; } =
    [
        new("names", "One text", """{ "text": "Anna Schmidt lives in Paris." }"""),
        new(
            "words",
            "Several texts; a word has the label of its first token, and places count UTF-16 units",
            """
            { "text": ["Anna Schmidt lives in Paris.", "John works for Acme."], "aggregation": "first", "offsets": "utf16" }
            """
        ),
    ];
}
