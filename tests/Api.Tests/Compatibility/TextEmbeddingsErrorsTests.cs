using System.Text;
using System.Text.Json;
using Shouldly;
using TransformerService.Api.Tests.Access;
using TransformerService.Api.Tests.Hosting;
using TransformerService.Tests.Support;
using Xunit;

namespace TransformerService.Api.Tests.Compatibility;

/// <summary>The calls of Text Embeddings Inference refuse as it does.</summary>
public sealed class TextEmbeddingsErrorsTests(ExportsServer server)
{
    private static readonly string Long = string.Concat(Enumerable.Repeat("the dog sleeps . ", 60));

    [Theory]
    [InlineData("/embed", """{ "inputs": "a", "prompt_name": "none" }""", "'prompt_name'")]
    [InlineData("/embed", """{ "inputs": "a", "dimensions": 0 }""", "'dimensions'")]
    public async Task Post_BadField_IsNamedAsTheCallerDoes(string path, string body, string field) =>
        (await server.PostAsync(path, body)).Json.GetProperty("error").GetString().ShouldNotBeNull().ShouldContain(field);

    [Theory]
    [InlineData("/embed", """{ "inputs": [] }""", 400, "Empty")]
    [InlineData("/embed", """{ "inputs": "" }""", 400, "Empty")]
    [InlineData("/embed", """{ "inputs": ["a", ""] }""", 400, "Empty")]
    [InlineData("/embed", """{ }""", 422, "Validation")]
    [InlineData("/embed", """{ "inputs": null }""", 422, "Validation")]
    [InlineData("/embed", """{ "inputs": [1, 2] }""", 422, "Validation")]
    [InlineData("/embed", """{ "inputs": ["a", null] }""", 422, "Validation")]
    [InlineData("/embed", """{ "inputs": "a", "normalize": "yes" }""", 422, "Validation")]
    [InlineData("/embed", """{ "inputs": "a", "dimensions": 0 }""", 422, "Validation")]
    [InlineData("/embed", """{ "inputs": "a", "dimensions": 4096 }""", 422, "Validation")]
    [InlineData("/embed", """{ "inputs": "a", "prompt_name": "zanzibarcanary" }""", 422, "Validation")]
    [InlineData("/embed", """{ "inputs": "a", "truncation_direction": "up" }""", 422, "Validation")]
    [InlineData("/embed", """{ "inputs": """, 422, "Validation")]
    [InlineData("/embed", "", 422, "Validation")]
    [InlineData("/embed_all", """{ "inputs": "a" }""", 424, "Backend")]
    [InlineData("/embed_sparse", """{ "inputs": "a" }""", 424, "Backend")]
    [InlineData("/tei/embedder/embed_sparse", """{ "inputs": "a" }""", 424, "Backend")]
    [InlineData("/tei/bert/embed", """{ "inputs": "a" }""", 424, "Backend")]
    [InlineData("/tei/bert/similarity", """{ "inputs": { "source_sentence": "a", "sentences": ["b"] } }""", 424, "Backend")]
    [InlineData("/tei/bert/rerank", """{ "query": "a", "texts": ["b"] }""", 424, "Backend")]
    [InlineData("/tei/embedder/predict", """{ "inputs": "a" }""", 424, "Backend")]
    [InlineData("/tei/marian-split/tokenize", """{ "inputs": "a" }""", 424, "Backend")]
    [InlineData("/tei/nowhere/embed", """{ "inputs": "a" }""", 404, "Validation")]
    [InlineData("/predict", """{ "inputs": "a" }""", 422, "Validation")] // several classifiers
    [InlineData("/tei/bert/predict", """{ "inputs": [] }""", 422, "Validation")]
    [InlineData("/tei/bert/predict", """{ "inputs": [[]] }""", 422, "Validation")]
    [InlineData("/tei/bert/predict", """{ "inputs": ["a", "b", "c"] }""", 422, "Validation")]
    [InlineData("/tei/bert/predict", """{ "inputs": [["a"], ["a", "b", "c"]] }""", 422, "Validation")]
    [InlineData("/tei/bert/predict", """{ "inputs": [["a"], "b"] }""", 422, "Validation")]
    [InlineData("/tei/bert/predict", """{ "inputs": 7 }""", 422, "Validation")]
    [InlineData("/tei/bert/predict", """{ "inputs": [["a"], [""]] }""", 400, "Empty")]
    [InlineData("/tei/bert/predict", """{ "inputs": "a", "raw_scores": 1 }""", 422, "Validation")]
    [InlineData("/rerank", """{ "query": "a", "texts": [] }""", 400, "Empty")]
    [InlineData("/rerank", """{ "texts": ["a"] }""", 422, "Validation")]
    [InlineData("/rerank", """{ "query": "a", "texts": [7] }""", 422, "Validation")]
    [InlineData("/similarity", """{ "inputs": { "source_sentence": "a", "sentences": [] } }""", 400, "Empty")]
    [InlineData("/similarity", """{ "inputs": { "sentences": ["a"] } }""", 422, "Validation")]
    [InlineData("/similarity", """{ "inputs": ["a"] }""", 422, "Validation")]
    [InlineData("/tokenize", """{ "inputs": [] }""", 400, "Empty")]
    [InlineData("/tokenize", """{ "inputs": "a", "prompt_name": "query" }""", 422, "Validation")]
    [InlineData("/decode", """{ "ids": [] }""", 400, "Empty")]
    [InlineData("/decode", """{ "ids": [[1], []] }""", 400, "Empty")]
    [InlineData("/decode", """{ "ids": [99999999] }""", 422, "Validation")]
    [InlineData("/decode", """{ "ids": "a" }""", 422, "Validation")]
    public async Task Post_BadBody_IsRefusedAsTextEmbeddingsInferenceDoes(string path, string body, int status, string type) =>
        ShouldFail(await server.PostAsync(path, body), status, type);

    [Theory]
    [InlineData("/tei/nowhere/info", 404, "Validation")]
    [InlineData("/tei/nowhere/ping", 404, "Validation")]
    [InlineData("/tei/ner/info", 424, "Backend")]
    public async Task Get_UnknownModel_IsRefused(string path, int status, string type) =>
        ShouldFail(await server.GetAsync(path), status, type);

    [Fact]
    public async Task Post_SeveralModels_NamesThem()
    {
        var answer = await server.PostAsync("/predict", """{ "inputs": "a" }""");

        answer.Text.ShouldContain("/tei/NAME/");
        answer.Text.ShouldContain("'roberta'");
    }

    [Theory]
    [InlineData("/embed", "inputs")]
    [InlineData("/tei/bert/predict", "inputs")]
    [InlineData("/rerank", "query")]
    public async Task Post_LongText_IsCutUnlessTruncateIsFalse(string path, string field)
    {
        var text = field == "query" ? Long : string.Concat(Enumerable.Repeat(Long, 3));
        var body = new Dictionary<string, object> { [field] = text, ["texts"] = new[] { "a dog" } };

        ((int)(await server.PostAsync(path, JsonSerializer.Serialize(body))).Status).ShouldBe(200);
        body["truncate"] = true;
        ((int)(await server.PostAsync(path, JsonSerializer.Serialize(body))).Status).ShouldBe(200);
        body["truncation_direction"] = "Left";
        ShouldFail(await server.PostAsync(path, JsonSerializer.Serialize(body)), 422, "Validation");
        body["truncate"] = false;
        body["truncation_direction"] = "Right";
        ShouldFail(await server.PostAsync(path, JsonSerializer.Serialize(body)), 422, "Validation");

        body[field] = "a dog";
        body["truncation_direction"] = "left"; // nothing is cut
        ((int)(await server.PostAsync(path, JsonSerializer.Serialize(body))).Status).ShouldBe(200);
    }

    [Fact]
    public async Task Tokenize_LongText_IsRefused() =>
        ShouldFail(await server.PostAsync("/tokenize", JsonSerializer.Serialize(new { inputs = Long })), 422, "Validation");

    [Fact]
    public async Task Post_TooManyTexts_IsA413()
    {
        var answer = await server.PostAsync("/embed", JsonSerializer.Serialize(new { inputs = Enumerable.Repeat("a", 1_001) }));

        ShouldFail(answer, 413, "Validation");
        ShouldFail(
            await server.PostAsync(
                "/tei/bert/predict",
                JsonSerializer.Serialize(new { inputs = Enumerable.Repeat(new[] { "a" }, 100_001) })
            ),
            413,
            "Validation"
        );
    }

    [Fact]
    public async Task Post_AnotherMediaType_IsA415() =>
        ShouldFail(await server.PostAsync("/embed", "a"u8.ToArray(), "text/plain"), 415, "Validation");

    [Fact]
    public async Task Get_OfAPost_NamesTheMethod()
    {
        var answer = await server.GetAsync("/embed");

        ShouldFail(answer, 405, "Validation");
        answer.Response.Content.Headers.Allow.ShouldBe(["POST"]);
    }

    [Fact]
    public async Task Calls_Keys_AreThoseOfTheServer()
    {
        await using var guarded = await AccessServer.StartAsync();

        ShouldFail(await SendAsync(guarded, HttpMethod.Post, "/embed", null), 401, "Validation");
        ShouldFail(await SendAsync(guarded, HttpMethod.Get, "/info", "wrong"), 401, "Validation");
        ShouldFail(await SendAsync(guarded, HttpMethod.Post, "/embed", AccessServer.CallerKey), 424, "Backend"); // it has no embedding model
        ((int)(await SendAsync(guarded, HttpMethod.Get, "/health", null)).Status).ShouldBe(200);
        ((int)(await SendAsync(guarded, HttpMethod.Get, "/ping", null)).Status).ShouldBe(200);
        await SendAsync(guarded, HttpMethod.Get, "/info", AccessServer.LimitedKey);
        var limited = await SendAsync(guarded, HttpMethod.Get, "/info", AccessServer.LimitedKey);
        ShouldFail(limited, 429, "Overloaded");
        limited.Response.Headers.RetryAfter.ShouldNotBeNull();
    }

    [Fact]
    public async Task Calls_NothingAnswers_AreUnhealthy()
    {
        const string task = """{ "task": "text-classification" }""";
        var models = new FixtureRepository().Add("broken", "distilbert-tiny", task, "model.onnx").Add("good", "distilbert-tiny", task);
        await using var server = new ApiServer(models);
        await server.InitializeAsync();

        ShouldFail(await server.PostAsync("/tei/broken/predict", """{ "inputs": "a" }"""), 503, "Unhealthy");
        ShouldFail(await server.GetAsync("/tei/broken/info"), 503, "Unhealthy");
        ShouldFail(await server.GetAsync("/tei/broken/health"), 503, "Unhealthy");
        ((int)(await server.PostAsync("/predict", """{ "inputs": "a" }""")).Status).ShouldBe(200); // the only one that works
        ((int)(await server.GetAsync("/ping")).Status).ShouldBe(200);

        Directory.Delete(Path.Combine(models.Root, "good"), recursive: true);
        await Eventually.HoldsAsync(async () => (int)(await server.GetAsync("/ping")).Status == 503);
        ShouldFail(await server.GetAsync("/ping"), 503, "Unhealthy");
        ShouldFail(await server.GetAsync("/health"), 503, "Unhealthy");
    }

    [Fact]
    public async Task Calls_Disabled_AreNotThere()
    {
        await using var closed = new ApiServer(
            ApiServer.DefaultNames(),
            ("Compatibility:TextEmbeddings:Enabled", "false"),
            ("Compatibility:LibreTranslate:Enabled", "false")
        );
        await closed.InitializeAsync();

        (await closed.PostAsync("/predict", """{ "inputs": "a" }""")).ShouldBeProblem(404, "notFound");
        (await closed.GetAsync("/health")).ShouldBeProblem(404, "notFound");
    }

    private static async Task<Answer> SendAsync(ApiServer guarded, HttpMethod method, string path, string? key)
    {
        using var request = new HttpRequestMessage(method, path);
        if (method == HttpMethod.Post)
        {
            request.Content = new StringContent("""{ "inputs": "a" }""", Encoding.UTF8, "application/json");
        }

        if (key is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + key);
        }

        using var response = await guarded.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return await Answer.ReadAsync(response);
    }

    private static void ShouldFail(Answer answer, int status, string type)
    {
        ((int)answer.Status).ShouldBe(status, answer.Text);
        answer.MediaType.ShouldBe("application/json");
        answer.Json.EnumerateObject().Select(item => item.Name).ShouldBe(["error", "error_type"]);
        answer.Json.GetProperty("error").GetString().ShouldNotBeNullOrWhiteSpace();
        answer.Json.GetProperty("error_type").GetString().ShouldBe(type);
        answer.Text.ShouldNotContain(Problems.Canary);
    }
}
