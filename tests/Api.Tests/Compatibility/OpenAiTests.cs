using System.Net;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Shouldly;
using TransformerService.Api.Tests.Access;
using TransformerService.Api.Tests.Hosting;
using Xunit;

namespace TransformerService.Api.Tests.Compatibility;

/// <summary>OpenAI's /v1/embeddings gives what /v1/embed gives, and refuses as OpenAI does.</summary>
public sealed class OpenAiTests(ExportsServer server)
{
    private const string Path = "/v1/embeddings";

    private static readonly string[] Texts = ["Where is the station?", "The dog is sleeping.", "日本語 😀"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Embeddings_SeveralTexts_AreThoseOfEmbed()
    {
        var native = await server.PostAsync("/v1/embed", JsonSerializer.Serialize(new { text = Texts, model = "embedder" }));
        native.Status.ShouldBe(HttpStatusCode.OK, native.Text);

        var answer = await AskAsync(
            new
            {
                input = Texts,
                model = "embedder",
                user = "someone",
            }
        );
        var base64 = await AskAsync(
            new
            {
                input = Texts,
                model = "embedder",
                encoding_format = "base64",
            }
        );

        answer.EnumerateObject().Select(field => field.Name).ShouldBe(["object", "data", "model", "usage"]);
        answer.GetProperty("object").GetString().ShouldBe("list");
        answer.GetProperty("model").GetString().ShouldBe("embedder");
        var data = answer.GetProperty("data").EnumerateArray().ToArray();
        data.Select(item => item.GetProperty("index").GetInt32()).ShouldBe([0, 1, 2]);
        data.ShouldAllBe(item => item.GetProperty("object").GetString() == "embedding");
        for (var text = 0; text < Texts.Length; text++)
        {
            var expected = Numbers(native.Json.GetProperty("embeddings")[text]);
            Numbers(data[text].GetProperty("embedding")).ShouldBe(expected, 1e-6);
            var bytes = base64.GetProperty("data")[text].GetProperty("embedding").GetBytesFromBase64();
            MemoryMarshal.Cast<byte, float>(bytes).ToArray().Select(number => (double)number).ShouldBe(expected, 1e-6);
        }

        var tokens = native.Json.GetProperty("inputTokens").EnumerateArray().Sum(count => count.GetInt32());
        answer.GetProperty("usage").GetProperty("prompt_tokens").GetInt32().ShouldBe(tokens);
        answer.GetProperty("usage").GetProperty("total_tokens").GetInt32().ShouldBe(tokens);
    }

    [Fact]
    public async Task Embeddings_OneTextWithDimensions_IsAList()
    {
        var native = await server.PostAsync(
            "/v1/embed",
            JsonSerializer.Serialize(
                new
                {
                    text = Texts[0],
                    model = "embedder",
                    dimensions = 8,
                }
            )
        );

        var answer = await AskAsync(
            new
            {
                input = Texts[0],
                model = "embedder",
                dimensions = 8,
            }
        );

        Numbers(answer.GetProperty("data").EnumerateArray().ShouldHaveSingleItem().GetProperty("embedding"))
            .ShouldBe(Numbers(native.Json.GetProperty("embeddings")[0]), 1e-6);
    }

    [Theory]
    [InlineData("""{ "input": [1, 2, 3], "model": "embedder" }""", 400, "invalid_request_error", "input", null)]
    [InlineData("""{ "input": [[1, 2], [3]], "model": "embedder" }""", 400, "invalid_request_error", "input", null)]
    [InlineData("""{ "model": "embedder" }""", 400, "invalid_request_error", "input", null)]
    [InlineData("""{ "input": "a", "encoding_format": "int8" }""", 400, "invalid_request_error", "encoding_format", null)]
    [InlineData("""{ "input": "a", "model": "embedder", "dimensions": 4096 }""", 400, "invalid_request_error", "dimensions", null)]
    [InlineData("""{ "input": "a", "model": "embedder", "dimensions": 0 }""", 400, "invalid_request_error", "dimensions", null)]
    [InlineData("""{ "input": "a", "model": "bert" }""", 400, "invalid_request_error", "model", null)]
    [InlineData("""{ "input": "a", "dimension": "zanzibarcanary" }""", 400, "invalid_request_error", "dimension", null)]
    [InlineData("""{ "input": """, 400, "invalid_request_error", null, null)]
    [InlineData("", 400, "invalid_request_error", null, null)]
    [InlineData("""{ "input": "a", "model": "text-embedding-3-small" }""", 404, "invalid_request_error", "model", "model_not_found")]
    public async Task Embeddings_BadBody_IsRefusedAsOpenAiDoes(string body, int status, string type, string? param, string? code)
    {
        var answer = await server.PostAsync(Path, body);

        ShouldBeError(answer, status, type, code);
        if (param is not null)
        {
            answer.Json.GetProperty("error").GetProperty("param").GetString().ShouldBe(param);
        }

        answer.Text.ShouldNotContain(Problems.Canary);
    }

    [Fact]
    public async Task Embeddings_AnotherMediaType_IsRefusedAsOpenAiDoes() =>
        ShouldBeError(await server.PostAsync(Path, "input=a"u8.ToArray(), "text/plain"), 415, "invalid_request_error", null);

    [Fact]
    public async Task Embeddings_TooLarge_IsA400()
    {
        var body = Encoding.UTF8.GetBytes($$"""{ "input": "{{new string('a', 600_000)}}", "model": "embedder" }""");

        ShouldBeError(await server.PostAsync(Path, body, "application/json"), 400, "invalid_request_error", "input_too_large");
    }

    [Fact]
    public async Task Embeddings_TooManyTexts_NameTheInput()
    {
        var answer = await server.PostAsync(
            Path,
            JsonSerializer.Serialize(new { input = Enumerable.Repeat("a", 2_000), model = "embedder" })
        );

        ShouldBeError(answer, 400, "invalid_request_error", "input_too_large");
        answer.Json.GetProperty("error").GetProperty("param").GetString().ShouldBe("input");
        answer.Json.GetProperty("error").GetProperty("message").GetString().ShouldNotBeNull().ShouldStartWith("'input' holds 2000 texts");
    }

    [Fact]
    public async Task Embeddings_OfAModelInThePath_AreThoseOfTheModel()
    {
        var named = await server.PostAsync(Path, """{ "input": "The dog is sleeping.", "model": "embedder" }""");

        var answer = await server.PostAsync("/tei/embedder/v1/embeddings", """{ "input": "The dog is sleeping.", "model": "anything" }""");

        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
        answer.Text.ShouldBe(named.Text);
        ShouldBeError(
            await server.PostAsync("/tei/nowhere/v1/embeddings", """{ "input": "a" }"""),
            404,
            "invalid_request_error",
            "model_not_found"
        );
        ShouldBeError(await server.PostAsync("/tei/bert/v1/embeddings", """{ "input": "a" }"""), 400, "invalid_request_error", null);
    }

    [Fact]
    public async Task Embeddings_Keys_AreThoseOfTheServer()
    {
        await using var guarded = await AccessServer.StartAsync();

        ShouldBeError(await SendAsync(guarded, null), 401, "invalid_request_error", "invalid_api_key");
        ShouldBeError(await SendAsync(guarded, "sk-wrong"), 401, "invalid_request_error", "invalid_api_key");
        ShouldBeError(await SendAsync(guarded, AccessServer.CallerKey), 404, "invalid_request_error", "model_not_found");
        await SendAsync(guarded, AccessServer.LimitedKey);
        var limited = await SendAsync(guarded, AccessServer.LimitedKey);
        ShouldBeError(limited, 429, "rate_limit_error", "rate_limit_exceeded");
        limited.Response.Headers.RetryAfter.ShouldNotBeNull();
    }

    [Fact]
    public async Task Embeddings_Disabled_AreNotThere()
    {
        await using var closed = new ApiServer(ApiServer.DefaultNames(), ("Compatibility:OpenAi:Enabled", "false"));
        await closed.InitializeAsync();

        (await closed.PostAsync(Path, """{ "input": "a" }""")).ShouldBeProblem(404, "notFound");
    }

    private static async Task<Answer> SendAsync(ApiServer guarded, string? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Path);
        request.Content = new StringContent("""{ "input": "a", "model": "none" }""", Encoding.UTF8, "application/json");
        if (key is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + key);
        }

        using var response = await guarded.Http.SendAsync(request, Token);
        return await Answer.ReadAsync(response);
    }

    private async Task<JsonElement> AskAsync(object body)
    {
        var answer = await server.PostAsync(Path, JsonSerializer.Serialize(body));
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
        answer.MediaType.ShouldBe("application/json");
        return answer.Json;
    }

    private static void ShouldBeError(Answer answer, int status, string type, string? code)
    {
        ((int)answer.Status).ShouldBe(status, answer.Text);
        answer.MediaType.ShouldBe("application/json");
        answer.Json.EnumerateObject().Select(field => field.Name).ShouldBe(["error"]);
        var error = answer.Json.GetProperty("error");
        error.EnumerateObject().Select(field => field.Name).ShouldBe(["message", "type", "param", "code"]);
        error.GetProperty("message").GetString().ShouldNotBeNullOrWhiteSpace();
        error.GetProperty("type").GetString().ShouldBe(type);
        error.GetProperty("code").GetString().ShouldBe(code);
    }

    private static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(number => number.GetDouble())];
}
