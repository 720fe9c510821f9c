namespace TransformerService.Api.Swagger;

/// <summary>Bodies of <c>/v1/translate</c> that work with the embedded models.</summary>
internal static class TranslateExamples
{
    public const string Answer = """
        {
          "model": "en-fr", "variant": "student", "version": "3f2a9c01d4e7",
          "translations": [
            {
              "text": "Deux chiens jouent dans la neige.", "score": -0.057325, "inputTokens": 10, "outputTokens": 9, "truncated": false,
              "finishReason": "stop",
              "statistics": { "sentences": 1, "sentencesWithSpans": 0, "sentencesCut": 0, "repeatedRows": 0 }
            }
          ],
          "timing": { "totalMs": 4.812, "queueMs": 0.021, "tokenizeMs": 0.134, "inferenceMs": 4.602 }
        }
        """;

    public static IReadOnlyList<RequestExample> Requests { get; } =
    [
        new("oneText", "One text, everything by default", """{ "text": "Two dogs are playing in the snow." }"""),
        new(
            "severalTexts",
            "Several texts; the answers come in their order",
            """
            {
              "text": ["Two dogs are playing in the snow.", "A man in a blue shirt is standing on a ladder."],
              "source": "en", "target": "fr"
            }
            """
        ),
        new(
            "auto",
            "Languages are detected; the second text is in the target language, and comes back as it is",
            """
            { "text": ["Two dogs are playing in the snow.", "Deux chiens jouent dans la neige."], "source": "auto", "target": "fr" }
            """
        ),
        new(
            "greedy",
            "Greedy search, the fastest",
            """
            { "text": "Two dogs are playing in the snow.", "model": "en-fr", "options": { "beamSize": 1, "maxNewTokens": 64 } }
            """
        ),
        new(
            "hypotheses",
            "The three best translations of a beam search",
            """
            {
              "text": "A little girl climbing into a wooden playhouse.", "model": "en-fr",
              "options": { "beamSize": 4, "numHypotheses": 3, "noRepeatNgramSize": 3, "lengthPenalty": 1.0, "splitSentences": false }
            }
            """
        ),
        new(
            "protect",
            "Placeholders, URLs and a name come back as they are",
            """
            { "text": "Hello {name}, the Blue Door at https://example.org/door is open.", "options": { "protect": ["Blue Door"] } }
            """
        ),
        new(
            "html",
            "A fragment of HTML: its tags come back around the words that they stood around",
            """
            { "text": "<p>Two dogs are <b>playing</b> in the snow.</p>", "format": "html" }
            """
        ),
        new(
            "glossary",
            "A term has the translation that is given, and a name is not translated",
            """
            {
              "text": "Tom is standing in front of the Blue Door.",
              "glossary": [ { "source": "Blue Door", "target": "Porte Bleue" }, { "source": "Tom" } ]
            }
            """
        ),
    ];
}
