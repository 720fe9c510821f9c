namespace TransformerService.Api.Swagger;

/// <summary>Bodies of <c>/v1/score</c> that work with the embedded models.</summary>
internal static class ScoreExamples
{
    public const string Answer = """
        {
          "model": "en-fr", "variant": "student", "version": "3f2a9c01d4e7",
          "results": [
            {
              "logProbability": -0.514, "perplexity": 1.187,
              "tokens": [
                { "id": 214, "piece": "▁Deux", "start": 0, "end": 4, "logProbability": -0.121 },
                { "id": 1461, "piece": "▁chiens", "start": 5, "end": 11, "logProbability": -0.302 },
                { "id": 0, "piece": "</s>", "logProbability": -0.091 }
              ],
              "inputTokens": 3, "truncated": false
            }
          ],
          "timing": { "totalMs": 3.118, "queueMs": 0.024, "tokenizeMs": 0.147, "inferenceMs": 2.901 }
        }
        """;

    public static IReadOnlyList<RequestExample> Requests { get; } =
    [
        new(
            "one",
            "One translation",
            """{ "source": "Two dogs are playing in the snow.", "target": "Deux chiens jouent dans la neige." }"""
        ),
        new(
            "two",
            "Two translations of one text",
            """
            { "source": ["Two dogs.", "Two dogs."], "target": ["Deux chiens.", "Deux chats."], "model": "en-fr" }
            """
        ),
        new(
            "teacher",
            "As the teacher sees it",
            """
            { "source": "A man is sitting.", "target": "Un homme est assis.", "model": "en-fr", "variant": "teacher" }
            """
        ),
        new("empty", "The end alone", """{ "source": "Two dogs.", "target": "", "model": "en-fr" }"""),
    ];
}
