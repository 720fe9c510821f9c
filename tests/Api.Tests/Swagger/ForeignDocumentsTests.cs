using System.Net;
using System.Text.Json;
using Shouldly;
using TransformerService.Api.Tests.Hosting;
using Xunit;

namespace TransformerService.Api.Tests.Swagger;

/// <summary>The documents of other servers' APIs: their examples are answered, and answers have the fields that they describe.</summary>
public sealed class ForeignDocumentsTests(ApiServer server, ExportsServer exports)
{
    /// <summary>A call that needs an admin's key, and those of glossaries, which DeepLGlossaryTests make.</summary>
    private static readonly string[] Others =
    [
        "post /v2/repository/models/{model}/load",
        "post /v2/glossaries",
        "get /v2/glossaries/{id}",
        "delete /v2/glossaries/{id}",
        "get /v2/glossaries/{id}/entries",
    ];

    [Theory]
    [InlineData("openai", 5, false)]
    [InlineData("libretranslate", 4, true)]
    [InlineData("deepl", 11, true)]
    [InlineData("text-embeddings-inference", 22, false)]
    [InlineData("hugging-face", 6, true)]
    [InlineData("open-inference-protocol", 17, true)]
    public async Task Document_EveryCall_IsAnsweredAsItDescribes(string name, int calls, bool hasDefaultNames)
    {
        var asked = hasDefaultNames ? server : exports;
        var document = await DocumentAsync(asked, name);
        var operations = Operations(document).ToArray();

        operations.Length.ShouldBe(calls);
        foreach (var (path, method, operation) in operations)
        {
            operation.GetProperty("summary").GetString().ShouldNotBeNullOrWhiteSpace(path);
            ShouldHaveItsParameters(path, operation);
            var answer = operation.GetProperty("responses").EnumerateObject().Single(static one => one.Name.StartsWith('2')).Value;
            var schema = SchemaOf(answer, document);
            if (
                answer.TryGetProperty("content", out var media)
                && media.TryGetProperty("application/json", out var json)
                && json.TryGetProperty("example", out var example)
            )
            {
                ShouldFit(example, schema, document, path);
            }

            foreach (var body in Others.Contains($"{method} {path}") ? [] : Bodies(method, operation))
            {
                var found = body is null
                    ? await asked.GetAsync(Filled(path))
                    : await asked.PostAsync(Filled(path), body, "application/json");
                found.Status.ShouldBe(HttpStatusCode.OK, $"{path}: {found.Text}");
                if (found.MediaType == "application/json")
                {
                    ShouldFit(found.Json, schema, document, path);
                }
            }
        }
    }

    [Theory]
    [InlineData("openai", "OpenAiFailure", "error")]
    [InlineData("libretranslate", "LibreFailure", "error")]
    [InlineData("deepl", "DeepLFailure", "message")]
    [InlineData("text-embeddings-inference", "TeiFailure", "error_type")]
    [InlineData("hugging-face", "HuggingFaceFailure", "error")]
    [InlineData("open-inference-protocol", "FailureBody", "error")]
    public async Task Document_Failures_HaveTheApisForm(string name, string schema, string field)
    {
        var document = await DocumentAsync(server, name);

        foreach (var (path, _, operation) in Operations(document))
        {
            operation
                .GetProperty("responses")
                .GetProperty("default")
                .GetProperty("content")
                .GetProperty("application/json")
                .GetProperty("schema")
                .GetProperty("$ref")
                .GetString()
                .ShouldBe("#/components/schemas/" + schema, path);
        }

        Named(document, schema).GetProperty("properties").TryGetProperty(field, out _).ShouldBeTrue();
    }

    [Fact]
    public async Task Document_LanguagesOfDeepL_HaveTheirType()
    {
        var document = await DocumentAsync(server, "deepl");

        var parameter = document
            .GetProperty("paths")
            .GetProperty("/v2/languages")
            .GetProperty("get")
            .GetProperty("parameters")
            .EnumerateArray()
            .ShouldHaveSingleItem();
        parameter.GetProperty("name").GetString().ShouldBe("type");
        parameter.GetProperty("in").GetString().ShouldBe("query");
        parameter.GetProperty("schema").GetProperty("enum").GetRawText().ShouldContain("target");
        parameter.GetProperty("schema").GetProperty("default").GetString().ShouldBe("source");
    }

    [Fact]
    public async Task Page_EveryDocument_IsListed()
    {
        var script = await server.GetAsync("/swagger/index.js");

        foreach (
            var name in (string[])
                ["v1", "openai", "libretranslate", "deepl", "text-embeddings-inference", "hugging-face", "open-inference-protocol"]
        )
        {
            script.Text.ShouldContain(name + "/swagger.json");
        }
    }

    [Fact]
    public async Task Document_SwitchedOffApi_IsNotThere()
    {
        await using var other = new ApiServer(
            new FixtureRepository().Add("m", "distilbert-tiny", "{}"),
            ("Compatibility:DeepL:Enabled", "false")
        );
        await other.InitializeAsync();

        (await other.GetAsync("/swagger/deepl/swagger.json")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await other.GetAsync("/swagger/openai/swagger.json")).Status.ShouldBe(HttpStatusCode.OK);
    }

    private static async Task<JsonElement> DocumentAsync(ApiServer server, string name)
    {
        var answer = await server.GetAsync($"/swagger/{name}/swagger.json");
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
        return answer.Json;
    }

    private static IEnumerable<(string Path, string Method, JsonElement Operation)> Operations(JsonElement document) =>
        from path in document.GetProperty("paths").EnumerateObject()
        from method in path.Value.EnumerateObject()
        select (path.Name, method.Name, method.Value);

    private static void ShouldHaveItsParameters(string path, JsonElement operation) =>
        (
            operation.TryGetProperty("parameters", out var parameters)
                ? parameters.EnumerateArray().Count(static one => one.GetProperty("in").GetString() == "path")
                : 0
        ).ShouldBe(path.Count(character => character == '{'), path);

    /// <summary>The examples of a call's body; for a call without one a single <see langword="null"/>.</summary>
    private static IEnumerable<byte[]?> Bodies(string method, JsonElement operation) =>
        method == "get" || !operation.TryGetProperty("requestBody", out var request)
            ? [null]
            : request
                .GetProperty("content")
                .GetProperty("application/json")
                .GetProperty("examples")
                .EnumerateObject()
                .Select(byte[]? (example) => JsonSerializer.SerializeToUtf8Bytes(example.Value.GetProperty("value")));

    private static string Filled(string path) =>
        (path == "/predict" ? "/tei/{model}/predict" : path) // one of several classifiers
            .Replace("{owner}", "someone", StringComparison.Ordinal)
            .Replace("{task}", "text-classification", StringComparison.Ordinal)
            .Replace("{name}", "embedder", StringComparison.Ordinal)
            .Replace("{id}", "en-fr", StringComparison.Ordinal)
            .Replace("/versions/{version}", "", StringComparison.Ordinal)
            .Replace("{model}", ModelFor(path), StringComparison.Ordinal);

    private static string ModelFor(string path) =>
        path.StartsWith("/v2/", StringComparison.Ordinal) ? "en-fr"
        : path.EndsWith("/predict", StringComparison.Ordinal) ? "bert"
        : path.EndsWith("/rerank", StringComparison.Ordinal) ? "ranker"
        : path.StartsWith("/tei/", StringComparison.Ordinal) ? "embedder"
        : "sentiment";

    private static JsonElement? SchemaOf(JsonElement answer, JsonElement document) =>
        answer.TryGetProperty("content", out var content) && content.TryGetProperty("application/json", out var json)
            ? Resolved(json.GetProperty("schema"), document)
            : null;

    /// <summary>Every field of a value is described.</summary>
    private static void ShouldFit(JsonElement value, JsonElement? schema, JsonElement document, string place)
    {
        if (schema is not { } described)
        {
            return;
        }

        if (value.ValueKind == JsonValueKind.Array && described.TryGetProperty("items", out var items))
        {
            foreach (var (at, item) in value.EnumerateArray().Index())
            {
                ShouldFit(item, Resolved(items, document), document, $"{place}[{at}]");
            }
        }
        else if (value.ValueKind == JsonValueKind.Object && described.TryGetProperty("properties", out var fields))
        {
            foreach (var field in value.EnumerateObject())
            {
                fields.TryGetProperty(field.Name, out var inner).ShouldBeTrue($"{place}.{field.Name}");
                ShouldFit(field.Value, Resolved(inner, document), document, $"{place}.{field.Name}");
            }
        }
    }

    private static JsonElement Resolved(JsonElement schema, JsonElement document) =>
        schema.TryGetProperty("$ref", out var reference) ? Named(document, reference.GetString()!.Split('/')[^1])
        : schema.TryGetProperty("allOf", out var all) ? Resolved(all[0], document)
        : schema;

    private static JsonElement Named(JsonElement document, string name) =>
        document.GetProperty("components").GetProperty("schemas").GetProperty(name);
}
