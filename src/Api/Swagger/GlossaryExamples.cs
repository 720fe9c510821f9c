namespace TransformerService.Api.Swagger;

/// <summary>Bodies of the calls for glossaries.</summary>
internal static class GlossaryExamples
{
    public const string Answer = """
        { "hash": "8d1f0b6a2c9e4f7385a1d0c2b4e6f8091a2b3c4d5e6f708192a3b4c5d6e7f809",
          "entries": [ { "source": "Blue Door", "target": "Porte Bleue" }, { "source": "Acme", "target": "Acme" } ] }
        """;

    public static IReadOnlyList<RequestExample> Changes { get; } =
    [
        new(
            "entries",
            "A term with its translation, and a name that is not translated",
            """{ "entries": [ { "source": "Blue Door", "target": "Porte Bleue" }, { "source": "Acme" } ] }"""
        ),
        new("file", "The entries of the model's glossary.json", """{ "useFile": true }"""),
    ];
}
