namespace TransformerService.Api.Swagger;

/// <summary>Bodies of <c>POST /v1/models/{name}/shadow</c>.</summary>
internal static class ShadowExamples
{
    public const string Settings = """{ "sampleRate": 0.1, "maxPerSecond": 20, "margin": 0.05 }""";

    public static IReadOnlyList<RequestExample> Changes { get; } =
    [
        new("rate", "One request in ten", """{ "sampleRate": 0.1 }"""),
        new("off", "Nothing is sampled any more", """{ "sampleRate": 0 }"""),
        new("all", "Rate, cap and margin", Settings),
    ];
}
