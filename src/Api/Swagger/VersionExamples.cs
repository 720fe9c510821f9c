namespace TransformerService.Api.Swagger;

/// <summary>Bodies of the calls that change versions.</summary>
internal static class VersionExamples
{
    public const string Answer = """
        { "name": "en-fr", "task": "translation", "state": "ready", "faults": [], "warnings": [], "variants": [ { "variant": "student", "folder": "student", "state": "ready", "faults": [],
          "version": "3f2a9c01d4e7", "versions": [ { "version": "3f2a9c01d4e7", "folder": "student/2", "state": "ready", "current": true, "faults": [] },
          { "version": "80bd1f6a2c55", "folder": "student/1", "state": "available", "current": false, "faults": [] } ] } ] }
        """;

    public static IReadOnlyList<RequestExample> Promotions { get; } =
    [
        new("number", "By the version's folder", """{ "variant": "student", "version": "2" }"""),
        new("hash", "By the version that answers carry", """{ "version": "3f2a9c01d4e7" }"""),
    ];

    public static IReadOnlyList<RequestExample> Rollbacks { get; } = [new("student", "The student", """{ "variant": "student" }""")];

    public static IReadOnlyList<RequestExample> Canaries { get; } =
    [
        new("tenth", "Version 2 answers one request in ten", """{ "variant": "student", "version": "2", "share": 0.1 }"""),
        new("end", "The canary ends", """{ "variant": "student", "share": 0 }"""),
    ];
}
