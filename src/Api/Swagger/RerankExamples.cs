namespace TransformerService.Api.Swagger;

/// <summary>Bodies of <c>/v1/rerank</c>.</summary>
internal static class RerankExamples
{
    public const string Answer = """
        {
          "model": "reranker", "variant": "student", "version": "3f2a9c01d4e7",
          "results": [
            { "index": 1, "score": 0.9711, "inputTokens": 17, "truncated": false },
            { "index": 0, "score": 0.0148, "inputTokens": 15, "truncated": false }
          ],
          "timing": { "totalMs": 2.417, "queueMs": 0.018, "tokenizeMs": 0.061, "inferenceMs": 2.301 }
        }
        """;

    public static IReadOnlyList<RequestExample> Requests { get; } =
    [
        new(
            "bread",
            "The best of three documents",
            """
            {
              "query": "Where can I buy bread?",
              "documents": ["The dog is sleeping.", "The bakery on the corner sells fresh bread.", "Bread is made of flour."],
              "topN": 1
            }
            """
        ),
    ];
}
