using System.Text.Json;
using Microsoft.OpenApi;
using TransformerService.Api.Swagger;

namespace TransformerService.Api.Compatibility.DeepL;

/// <summary>The OpenAPI document of DeepL's API.</summary>
internal static class DeepLDocument
{
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
        Instance.Get<IReadOnlyList<DeepLLanguage>>(
            "The languages of the models; with ?type=target those that are translated to.",
            """[{ "language": "EN", "name": "English" }]"""
        );

    public static ForeignCall GlossaryPairs { get; } =
        Instance.Get<DeepLGlossaryPairs>(
            "The pairs of languages between which glossaries can be.",
            """{ "supported_languages": [{ "source_lang": "en", "target_lang": "fr" }] }"""
        );

    public static ForeignCall Glossaries { get; } =
        Instance.Get<DeepLGlossaries>(
            "The models' glossaries.",
            """
            {
              "glossaries": [{
                "glossary_id": "en-fr", "name": "en-fr", "ready": true, "source_lang": "en", "target_lang": "fr",
                "creation_time": "1970-01-01T00:00:00+00:00", "entry_count": 1
              }]
            }
            """
        );

    public static ForeignCall GlossaryEntries { get; } =
        Instance.Get<string>("The entries of a glossary; an admin's key is needed.", "Berlin\tBerlin\n") with
        {
            Media = "text/tab-separated-values",
        };
}
