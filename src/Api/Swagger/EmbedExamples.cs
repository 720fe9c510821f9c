namespace TransformerService.Api.Swagger;

/// <summary>Bodies of <c>/v1/embed</c>.</summary>
internal static class EmbedExamples
{
    public const string Answer = """
        {
          "model": "minilm", "variant": "student", "version": "3f2a9c01d4e7", "dimensions": 4,
          "embeddings": [ [0.0343, 0.5121, -0.1297, 0.8483] ],
          "inputTokens": [8], "truncated": [false],
          "timing": { "totalMs": 2.417, "queueMs": 0.018, "tokenizeMs": 0.061, "inferenceMs": 2.301 }
        }
        """;

    public static IReadOnlyList<RequestExample> Requests { get; } =
    [
        new("oneText", "One text", """{ "text": "Where is the station?" }"""),
        new(
            "short",
            "Short vectors of two texts, as bytes",
            """
            { "text": ["Where is the station?", "The dog is sleeping."], "model": "minilm", "dimensions": 256, "encoding": "int8" }
            """
        ),
        new("query", "A prompt before the text", """{ "text": "Where is the station?", "prompt": "query: " }"""),
    ];
}
