using System.Net;
using System.Text.Json;
using Shouldly;
using TransformerService.Api.Json;
using TransformerService.Api.Tests.Hosting;
using Xunit;

namespace TransformerService.Api.Tests.Swagger;

public sealed class SwaggerTests(ApiServer server)
{
    [Fact]
    public async Task Page_Always_IsServed()
    {
        var answer = await server.GetAsync("/swagger/index.html");

        answer.Status.ShouldBe(HttpStatusCode.OK);
        answer.MediaType.ShouldBe("text/html");
    }

    [Fact]
    public async Task Document_Paths_AreTheContracts()
    {
        var document = await DocumentAsync();

        document
            .GetProperty("paths")
            .EnumerateObject()
            .Select(path => path.Name)
            .ShouldBe([
                "/v1/translate",
                "/v1/classify",
                "/v1/score",
                "/v1/explain",
                "/v1/tokenize",
                "/v1/detokenize",
                "/v1/detect",
                "/v1/embed",
                "/v1/rerank",
                "/v1/tag",
                "/v1/decisions",
                "/v1/generate",
                "/v1/live",
                "/v1/models",
                "/v1/models/{name}",
                "/v1/models/{name}/canary",
                "/v1/models/{name}/changes",
                "/v1/models/{name}/glossary",
                "/v1/models/{name}/promote",
                "/v1/models/{name}/reload",
                "/v1/models/{name}/rollback",
                "/v1/models/{name}/shadow",
                "/v1/models/{name}/shadow/disagreements",
                "/v1/models/{name}/shadow/export",
                "/v1/server",
                "/v1/usage",
                "/health/live",
                "/health/ready",
            ]);
    }

    [Fact]
    public async Task Document_EveryField_IsDescribed()
    {
        var document = await DocumentAsync();

        foreach (var schema in document.GetProperty("components").GetProperty("schemas").EnumerateObject())
        {
            schema.Value.GetProperty("description").GetString().ShouldNotBeNullOrWhiteSpace(schema.Name);
            foreach (var field in schema.Value.GetProperty("properties").EnumerateObject())
            {
                field.Value.TryGetProperty("description", out var description).ShouldBeTrue($"{schema.Name}.{field.Name}");
                description.GetString().ShouldNotBeNullOrWhiteSpace($"{schema.Name}.{field.Name}");
            }
        }
    }

    [Theory]
    [InlineData("/v1/translate")]
    [InlineData("/v1/classify")]
    [InlineData("/v1/score")]
    [InlineData("/v1/explain")]
    [InlineData("/v1/tokenize")]
    [InlineData("/v1/detokenize")]
    [InlineData("/v1/detect")]
    public async Task Document_Inference_HasExamplesAndEveryProblem(string path)
    {
        var call = (await DocumentAsync()).GetProperty("paths").GetProperty(path).GetProperty("post");

        call.GetProperty("requestBody")
            .GetProperty("content")
            .GetProperty("application/json")
            .GetProperty("examples")
            .EnumerateObject()
            .Count()
            .ShouldBeGreaterThanOrEqualTo(4);
        var responses = call.GetProperty("responses");
        responses
            .EnumerateObject()
            .Select(response => response.Name)
            .ShouldBe(["200", "400", "401", "404", "413", "415", "429", "500", "503", "504"], ignoreOrder: true);
        foreach (var response in responses.EnumerateObject().Where(response => response.Name != "200"))
        {
            var problem = response.Value.GetProperty("content").GetProperty("application/problem+json");
            problem.GetProperty("schema").GetProperty("$ref").GetString().ShouldBe("#/components/schemas/ProblemBody");
            problem.GetProperty("example").GetProperty("status").GetRawText().ShouldBe(response.Name);
        }
    }

    [Fact]
    public async Task Document_Security_IsTheKeyInItsHeader()
    {
        var document = await DocumentAsync();

        document.GetProperty("security")[0].TryGetProperty("ApiKey", out _).ShouldBeTrue();
        document
            .GetProperty("components")
            .GetProperty("securitySchemes")
            .GetProperty("ApiKey")
            .GetProperty("name")
            .GetString()
            .ShouldBe("X-API-Key");
    }

    [Fact]
    public async Task Document_Text_IsOneOrSeveral()
    {
        var document = await DocumentAsync();

        foreach (
            var body in new[] { "TranslateRequestBody", "ClassifyRequestBody", "EmbedRequestBody", "TagRequestBody", "GenerateRequestBody" }
        )
        {
            var schema = document.GetProperty("components").GetProperty("schemas").GetProperty(body);
            schema.GetProperty("required").EnumerateArray().Select(name => name.GetString()).ShouldBe(["text"]);
            schema.GetProperty("additionalProperties").GetBoolean().ShouldBeFalse();
            schema
                .GetProperty("properties")
                .GetProperty("text")
                .GetProperty("oneOf")
                .EnumerateArray()
                .Select(one => one.GetProperty("type").GetString())
                .ShouldBe(["string", "array"]);
        }
    }

    [Fact]
    public async Task Document_ShadowChange_StatesTheRangesThatAreEnforced()
    {
        var document = await DocumentAsync();

        var fields = document.GetProperty("components").GetProperty("schemas").GetProperty("ShadowChangeBody").GetProperty("properties");
        Range("sampleRate").ShouldBe((0, false, 1, false));
        Range("maxPerSecond").ShouldBe((0, true, 1_000_000, false));
        Range("margin").ShouldBe((0, true, 1, true));

        (double, bool, double, bool) Range(string name)
        {
            var field = fields.GetProperty(name);
            return (
                field.GetProperty("minimum").GetDouble(),
                field.TryGetProperty("exclusiveMinimum", out var low) && low.GetBoolean(),
                field.GetProperty("maximum").GetDouble(),
                field.TryGetProperty("exclusiveMaximum", out var high) && high.GetBoolean()
            );
        }
    }

    [Fact]
    public async Task Document_RequestExamples_CanBeRead()
    {
        foreach (var example in await ExamplesAsync("/v1/translate"))
        {
            RequestBody.Parse(example, RequestJson.Default.TranslateRequestBody).Text.ShouldNotBeNull();
        }

        foreach (var example in await ExamplesAsync("/v1/classify"))
        {
            RequestBody.Parse(example, RequestJson.Default.ClassifyRequestBody).Text.ShouldNotBeNull();
        }

        foreach (var example in await ExamplesAsync("/v1/embed"))
        {
            RequestBody.Parse(example, RequestJson.Default.EmbedRequestBody).Text.ShouldNotBeNull();
        }

        foreach (var example in await ExamplesAsync("/v1/rerank"))
        {
            RequestBody.Parse(example, RequestJson.Default.RerankRequestBody).Documents.ShouldNotBeNull();
        }

        foreach (var example in await ExamplesAsync("/v1/generate"))
        {
            RequestBody.Parse(example, RequestJson.Default.GenerateRequestBody).Text.ShouldNotBeNull();
        }

        foreach (var example in await ExamplesAsync("/v1/tag"))
        {
            RequestBody.Parse(example, RequestJson.Default.TagRequestBody).Text.ShouldNotBeNull();
        }
    }

    [Fact]
    public async Task Document_RequestExamples_AreAnswered()
    {
        foreach (var path in new[] { "/v1/translate", "/v1/classify" })
        {
            foreach (var example in await ExamplesAsync(path))
            {
                var answer = await server.PostAsync(path, example, "application/json");
                answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
            }
        }
    }

    private async Task<JsonElement> DocumentAsync()
    {
        var answer = await server.GetAsync("/swagger/v1/swagger.json");
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
        return answer.Json;
    }

    private async Task<IReadOnlyList<byte[]>> ExamplesAsync(string path) =>
        [
            .. (await DocumentAsync())
                .GetProperty("paths")
                .GetProperty(path)
                .GetProperty("post")
                .GetProperty("requestBody")
                .GetProperty("content")
                .GetProperty("application/json")
                .GetProperty("examples")
                .EnumerateObject()
                .Select(example => JsonSerializer.SerializeToUtf8Bytes(example.Value.GetProperty("value"))),
        ];
}
