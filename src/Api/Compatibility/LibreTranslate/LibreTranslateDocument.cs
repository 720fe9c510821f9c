using System.Text.Json;
using TransformerService.Api.Swagger;

namespace TransformerService.Api.Compatibility.LibreTranslate;

/// <summary>The OpenAPI document of LibreTranslate's API.</summary>
internal static class LibreTranslateDocument
{
    public static ForeignDocument Instance { get; } =
        new("libretranslate", "LibreTranslate", typeof(LibreFailure), JsonNamingPolicy.CamelCase)
        {
            Switch = static options => options.LibreTranslate,
        };

    public static ForeignCall Translate { get; } =
        Instance.Post<LibreTranslateRequest, LibreTranslation>(
            "Translates a text, or several: translatedText is then an array. The body may be a form.",
            """{ "translatedText": "Où est la gare ?" }""",
            new RequestExample("text", "A text", """{ "q": "Where is the station?", "source": "en", "target": "fr" }"""),
            new RequestExample(
                "auto",
                "A text of an unknown language, with other translations",
                """{ "q": "Two dogs are playing in the snow.", "source": "auto", "target": "fr", "alternatives": 2 }"""
            ),
            new RequestExample(
                "html",
                "HTML",
                """{ "q": "<p>Where is <b>the station</b>?</p>", "source": "en", "target": "fr", "format": "html" }"""
            )
        );

    public static ForeignCall Detect { get; } =
        Instance.Post<LibreTranslateRequest, IReadOnlyList<LibreLanguageGuess>>(
            "The most probable languages of a text. The body may be a form.",
            """[{ "confidence": 99.1, "language": "fr" }]""",
            new RequestExample("text", "A text", """{ "q": "Où est la gare ?" }""")
        );

    public static ForeignCall Languages { get; } =
        Instance.Get<IReadOnlyList<LibreLanguage>>(
            "The languages of the models.",
            """[{ "code": "en", "name": "English", "targets": ["fr"] }]"""
        );

    public static ForeignCall Settings { get; } =
        Instance.Get<LibreSettings>(
            "What LibreTranslate's own page asks for.",
            """
            {
              "charLimit": 262144, "frontendTimeout": 500, "apiKeys": false, "keyRequired": false, "suggestions": false,
              "filesTranslation": false, "supportedFilesFormat": [],
              "language": { "source": { "code": "en", "name": "English" }, "target": { "code": "fr", "name": "French" } }
            }
            """
        );
}
