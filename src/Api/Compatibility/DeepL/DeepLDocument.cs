using System.Text.Json;
using Microsoft.OpenApi;
using TransformerService.Api.Swagger;

namespace TransformerService.Api.Compatibility.DeepL;

/// <summary>The OpenAPI document of DeepL's API.</summary>
internal static class DeepLDocument
{
    private const string ExampleOfGlossary = """
        {
          "glossary_id": "def3a26b-3e84-45b3-84ae-0c0aaf3525f7", "name": "Shops", "ready": true, "source_lang": "en", "target_lang": "fr",
          "creation_time": "1970-01-01T00:00:00.000Z", "entry_count": 1
        }
        """;

    public static ForeignDocument Instance { get; } =
        new("deepl", "DeepL", typeof(DeepLFailure), JsonNamingPolicy.SnakeCaseLower)
        {
            Switch = static options => options.DeepL,
            Schemas = new Dictionary<Type, Func<OpenApiSchema>>
            {
                [typeof(DeepLFlag)] = static () => new OpenApiSchema { Type = JsonSchemaType.Boolean },
            },
        };

    public static ForeignCall Translate { get; } =
        Instance.Post<DeepLRequest, DeepLTranslations>(
            "Translates texts. The body may be a form.",
            """{ "translations": [{ "detected_source_language": "EN", "text": "Où est la gare ?" }] }""",
            new RequestExample(
                "texts",
                "Several texts",
                """{ "text": ["Where is the station?", "Two dogs."], "source_lang": "EN", "target_lang": "FR" }"""
            ),
            new RequestExample(
                "html",
                "HTML of an unknown language",
                """{ "text": ["<p>Two <b>dogs</b> are playing in the snow.</p>"], "target_lang": "FR", "tag_handling": "html" }"""
            )
        );

    public static ForeignCall Usage { get; } =
        Instance.Get<DeepLUsage>(
            "What the caller's key has used in this month, and what it may use.",
            """{ "character_count": 1234, "character_limit": 500000 }"""
        );

    public static ForeignCall Languages { get; } =
        Instance.Get<IReadOnlyList<DeepLLanguage>>("The languages of the models.", """[{ "language": "EN", "name": "English" }]""") with
        {
            Query = [new("type", "The languages of texts (source) or those of translations (target).", ["source", "target"])],
        };

    public static ForeignCall GlossaryPairs { get; } =
        Instance.Get<DeepLGlossaryPairs>(
            "The pairs of languages between which glossaries can be.",
            """{ "supported_languages": [{ "source_lang": "en", "target_lang": "fr" }] }"""
        );

    public static ForeignCall Glossaries { get; } =
        Instance.Get<DeepLGlossaries>(
            "The glossaries of the caller's key, and those of the models.",
            $$"""{ "glossaries": [{{ExampleOfGlossary}}] }"""
        );

    public static ForeignCall NewGlossary { get; } =
        Instance.Post<DeepLGlossaryRequest, DeepLGlossary>(
            "Creates a glossary of the caller's key. The body may be a form.",
            ExampleOfGlossary,
            new RequestExample(
                "tsv",
                "Tab-separated lines",
                """
                { "name": "Shops", "source_lang": "en", "target_lang": "fr", "entries": "Blue Door\tPorte Bleue", "entries_format": "tsv" }
                """
            )
        ) with
        {
            Status = StatusCodes.Status201Created,
        };

    public static ForeignCall Glossary { get; } =
        Instance.Get<DeepLGlossary>("A glossary of the caller's key, or of a model.", ExampleOfGlossary);

    public static ForeignCall DeletedGlossary { get; } =
        Instance.Get("Deletes a glossary of the caller's key.") with
        {
            Status = StatusCodes.Status204NoContent,
        };

    public static ForeignCall GlossaryEntries { get; } =
        Instance.Get<string>("The entries of a glossary; those of a model's need an admin's key.", "Berlin\tBerlin\n") with
        {
            Media = "text/tab-separated-values",
        };
}
