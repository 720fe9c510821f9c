namespace TransformerService.Api.Swagger;

/// <summary>Bodies of <c>/v1/tokenize</c> and <c>/v1/detokenize</c> that work with the embedded models.</summary>
internal static class TokenizeExamples
{
    public const string Answer = """
        {
          "model": "en-fr", "variant": "student", "version": "3f2a9c01d4e7",
          "results": [
            {
              "pieces": [
                { "id": 216, "piece": "▁Two", "start": 0, "end": 3 }, { "id": 1497, "piece": "▁dogs", "start": 4, "end": 8 },
                { "id": 0, "piece": "</s>" }
              ],
              "tokens": 3, "truncated": false
            }
          ],
          "timing": { "totalMs": 0.112, "queueMs": 0, "tokenizeMs": 0.104, "inferenceMs": 0 }
        }
        """;

    public const string Detokenized = """
        {
          "model": "en-fr", "variant": "student", "version": "3f2a9c01d4e7", "texts": ["Deux chiens"],
          "timing": { "totalMs": 0.087, "queueMs": 0, "tokenizeMs": 0.081, "inferenceMs": 0 }
        }
        """;

    public static IReadOnlyList<RequestExample> Requests { get; } =
    [
        new("translator", "A translator's tokens", """{ "text": "Two dogs are playing in the snow.", "model": "en-fr" }"""),
        new("classifier", "A classifier's tokens", """{ "text": "my card was stolen in rome", "model": "intent" }"""),
        new("teacher", "The teacher's tokens", """{ "text": "Two dogs", "model": "en-fr", "variant": "teacher" }"""),
        new("textAlone", "Without special tokens", """{ "text": ["café", "☃"], "model": "sentiment", "specialTokens": false }"""),
    ];

    public static IReadOnlyList<RequestExample> Detokenizations { get; } =
    [
        new("ids", "One text", """{ "ids": [214, 1461, 0], "model": "en-fr" }"""),
        new("lists", "Several texts", """{ "ids": [[214], [1461, 0]], "model": "en-fr" }"""),
        new("specialTokens", "With special tokens", """{ "ids": [214, 1461, 0], "model": "en-fr", "specialTokens": true }"""),
        new("classifier", "A classifier's tokens", """{ "ids": [1, 2, 3], "model": "sentiment" }"""),
    ];
}
