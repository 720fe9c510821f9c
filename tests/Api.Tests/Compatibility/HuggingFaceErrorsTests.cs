using System.Text.Json;
using Shouldly;
using TransformerService.Api.Tests.Access;
using TransformerService.Api.Tests.Hosting;
using Xunit;

namespace TransformerService.Api.Tests.Compatibility;

/// <summary>The calls of Hugging Face's inference API refuse as its clients expect, and use kept answers as they say.</summary>
public sealed class HuggingFaceErrorsTests(ExportsServer server)
{
    private const string Error = "error";

    [Theory]
    [InlineData("/models/nowhere", """{ "inputs": "a" }""", 404)]
    [InlineData("/models/owner/nowhere", """{ "inputs": "a" }""", 404)]
    [InlineData("/pipeline/translation/nowhere", """{ "inputs": "a" }""", 404)]
    [InlineData("/pipeline/image-to-text/bert", """{ "inputs": "a" }""", 400)]
    [InlineData("/pipeline/text-ranking/ranker", """{ "inputs": "a" }""", 400)]
    [InlineData("/models/ranker", """{ "inputs": "a" }""", 400)]
    [InlineData("/pipeline/translation/bert", """{ "inputs": "a" }""", 400)]
    [InlineData("/pipeline/sentence-similarity/embedder", """{ "inputs": "a" }""", 400)]
    [InlineData("/pipeline/feature-extraction/embedder", """{ "inputs": { "source_sentence": "a", "sentences": ["b"] } }""", 400)]
    [InlineData("/models/embedder", """{ "inputs": { "source_sentence": "a", "sentences": [] } }""", 400)]
    [InlineData("/models/embedder", """{ "inputs": { "sentences": ["a"] } }""", 400)]
    [InlineData("/models/embedder", """{ "inputs": "a", "truncation_direction": "up" }""", 400)]
    [InlineData("/models/bert", """{ }""", 400)]
    [InlineData("/models/bert", """{ "inputs": null }""", 400)]
    [InlineData("/models/bert", """{ "inputs": [] }""", 400)]
    [InlineData("/models/bert", """{ "inputs": ["a", 1] }""", 400)]
    [InlineData("/models/bert", """{ "inputs": 7 }""", 400)]
    [InlineData("/models/bert", """{ "inputs": "a", "parameters": { "top_k": "all" } }""", 400)]
    [InlineData("/models/bert", """{ "inputs": "a", "parameters": { "top_k": 0 } }""", 400)]
    [InlineData("/models/bert", """{ "inputs": "a", "parameters": { "zanzibarcanary!": 1 } }""", 400)]
    [InlineData("/models/bert", """{ "inputs": "a", "parameters": { "function_to_apply": "tanh" } }""", 400)]
    [InlineData("/models/bert", """{ "inputs": "a", "parameters": { "truncation": "maybe" } }""", 400)]
    [InlineData("/models/bert", """{ "inputs": "a", "parameters": { "candidate_labels": ["x"] } }""", 400)]
    [InlineData("/models/nli", """{ "inputs": "a", "parameters": { "candidate_labels": [] } }""", 400)]
    [InlineData("/models/nli", """{ "inputs": "a", "parameters": { "candidate_labels": " , " } }""", 400)]
    [InlineData("/models/nli", """{ "inputs": "a", "parameters": { "candidate_labels": ["x"], "hypothesis_template": "x" } }""", 400)]
    [InlineData("/pipeline/zero-shot-classification/nli", """{ "inputs": "a" }""", 400)]
    [InlineData("/models/ner", """{ "inputs": "a", "parameters": { "aggregation_strategy": "mean" } }""", 400)]
    [InlineData("/models/ner", """{ "inputs": "a", "parameters": { "ignore_labels": ["O", "PER"] } }""", 400)]
    [InlineData("/models/ner", """{ "inputs": "a", "parameters": { "stride": 2 } }""", 400)]
    [InlineData("/models/marian-split", """{ "inputs": "a", "parameters": { "generate_parameters": { "do_sample": true } } }""", 400)]
    [InlineData("/models/marian-split", """{ "inputs": "a", "parameters": { "generate_parameters": { "num_beams": 99 } } }""", 400)]
    [InlineData("/models/marian-split", """{ "inputs": "a", "parameters": { "generate_parameters": { "guidance_scale": 2 } } }""", 400)]
    [InlineData("/models/marian-split", """{ "inputs": "a", "parameters": { "generate_parameters": { "max_length": 0 } } }""", 400)]
    [InlineData("/models/nllb", """{ "inputs": "a", "parameters": { "src_lang": "eng_Latn", "tgt_lang": "xxx_Latn" } }""", 404)]
    [InlineData("/models/bert", """{ "inputs": """, 400)]
    [InlineData("/models/bert", "", 400)]
    public async Task Post_BadBody_IsRefused(string path, string body, int status) =>
        (await server.PostAsync(path, body)).ShouldFail(status, Error);

    [Theory]
    [InlineData(null)]
    [InlineData("application/x-www-form-urlencoded")] // curl's
    public async Task Post_JsonWithoutItsMediaType_IsRead(string? type)
    {
        var answer = await server.PostAsync("/models/bert", """{ "inputs": "a" }"""u8.ToArray(), type);
        ((int)answer.Status).ShouldBe(200, answer.Text);
        (await server.PostAsync("/models/bert", "inputs=a"u8.ToArray(), type)).ShouldFail(400, Error);

        using var content = new ByteArrayContent("""{ "inputs": "a" }"""u8.ToArray());
        content.Headers.ContentType = type is null ? null : new(type);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/models/bert") { Content = content };
        request.Headers.Add("Origin", "https://example.org");
        using var response = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);
        (await Answer.ReadAsync(response)).ShouldFail(415, Error);
    }

    [Theory]
    [InlineData("/models/bert", """{ "inputs": "a", "parameters": { "top_k": 0 } }""", "'top_k'")]
    [InlineData("/models/nli", """{ "inputs": "a", "parameters": { "candidate_labels": " , " } }""", "'candidate_labels'")]
    [InlineData(
        "/models/nli",
        """{ "inputs": "a", "parameters": { "candidate_labels": ["x"], "hypothesis_template": "x" } }""",
        "'hypothesis_template'"
    )]
    [InlineData("/models/embedder", """{ "inputs": "a", "parameters": { "prompt_name": "x" } }""", "'prompt_name'")]
    [InlineData("/models/marian-split", """{ "inputs": "a", "parameters": { "num_beams": 99 } }""", "'num_beams'")]
    public async Task Post_BadField_IsNamedAsTheCallerDoes(string path, string body, string field) =>
        (await server.PostAsync(path, body)).Json.GetProperty(Error).GetString().ShouldNotBeNull().ShouldContain(field);

    [Fact]
    public async Task Post_AnotherMediaType_IsA415() =>
        (await server.PostAsync("/models/bert", "a"u8.ToArray(), "text/plain")).ShouldFail(415, Error);

    [Fact]
    public async Task Post_TooManyTexts_IsA413() =>
        (await server.PostAsync("/models/bert", JsonSerializer.Serialize(new { inputs = Enumerable.Repeat("a", 1_001) }))).ShouldFail(
            413,
            Error
        );

    [Fact]
    public async Task Get_OfAModel_NamesTheMethod()
    {
        var answer = await server.GetAsync("/models/bert");

        answer.ShouldFail(405, Error);
        answer.Response.Content.Headers.Allow.ShouldBe(["POST"]);
    }

    [Theory]
    [InlineData("/models/bert", """{ "inputs": TEXT }""", """{ "inputs": TEXT, "parameters": { "truncation": "do_not_truncate" } }""")]
    [InlineData(
        "/models/bert",
        """{ "inputs": TEXT, "parameters": { "truncation": true } }""",
        """{ "inputs": TEXT, "truncation": false }"""
    )]
    [InlineData("/models/embedder", """{ "inputs": TEXT, "truncate": true }""", """{ "inputs": TEXT, "truncate": false }""")]
    [InlineData("/models/embedder", """{ "inputs": TEXT }""", """{ "inputs": TEXT, "truncation_direction": "Left" }""")]
    [InlineData("/models/ner", """{ "inputs": TEXT }""", """{ "inputs": TEXT, "truncation": "do_not_truncate" }""")]
    public async Task Post_LongText_IsCutIfAllowed(string path, string allowed, string forbidden)
    {
        var text = JsonSerializer.Serialize(string.Concat(Enumerable.Repeat("the dog sleeps . ", 200)));

        ((int)(await server.PostAsync(path, allowed.Replace("TEXT", text, StringComparison.Ordinal))).Status).ShouldBe(200);
        (await server.PostAsync(path, forbidden.Replace("TEXT", text, StringComparison.Ordinal))).ShouldFail(400, Error);
        ((int)(await server.PostAsync(path, forbidden.Replace("TEXT", "\"a dog\"", StringComparison.Ordinal))).Status).ShouldBe(200);
    }

    [Fact]
    public async Task Post_ModelThatIsNotReady_IsA429()
    {
        const string task = """{ "task": "text-classification" }""";
        await using var partly = new ApiServer(
            new FixtureRepository().Add("broken", "distilbert-tiny", task, "model.onnx").Add("good", "distilbert-tiny", task)
        );
        await partly.InitializeAsync();

        var answer = await partly.PostAsync("/models/broken", """{ "inputs": "a" }""");

        answer.ShouldFail(429, Error);
        answer.Response.Headers.RetryAfter.ShouldNotBeNull();
    }

    [Fact]
    public async Task Calls_Keys_AreThoseOfTheServer()
    {
        await using var guarded = await AccessServer.StartAsync();

        (await SendAsync(guarded, null)).ShouldFail(401, Error);
        (await SendAsync(guarded, "hf_wrong")).ShouldFail(401, Error);
        (await SendAsync(guarded, AccessServer.CallerKey)).ShouldFail(404, Error);
        await SendAsync(guarded, AccessServer.LimitedKey);
        var limited = await SendAsync(guarded, AccessServer.LimitedKey);
        limited.ShouldFail(429, Error);
        limited.Response.Headers.RetryAfter.ShouldNotBeNull();
    }

    [Fact]
    public async Task Calls_Disabled_AreNotThere()
    {
        await using var closed = new ApiServer(ApiServer.DefaultNames(), ("Compatibility:HuggingFace:Enabled", "false"));
        await closed.InitializeAsync();

        (await closed.PostAsync("/models/sentiment", """{ "inputs": "a" }""")).ShouldBeProblem(404, "notFound");
    }

    [Fact]
    public async Task UseCache_False_KeepsNoAnswer()
    {
        await using var keeping = new ApiServer(ApiServer.DefaultNames(), ("Cache:Enabled", "true"));
        await keeping.InitializeAsync();

        await keeping.AskAsync("/models/en-fr", new { inputs = "One dog.", options = new { use_cache = false } });
        (await CachedAsync("One dog.")).ShouldBe(0);
        await keeping.AskAsync("/models/en-fr", new { inputs = "Two dogs.", options = new { use_cache = true, wait_for_model = true } });
        (await CachedAsync("Two dogs.")).ShouldBe(1);

        async Task<int> CachedAsync(string text) =>
            (await keeping.AskAsync("/v1/translate", new { text, model = "en-fr" }))
                .GetProperty("timing")
                .TryGetProperty("cachedTexts", out var cached)
                ? cached.GetInt32()
                : 0;
    }

    private static async Task<Answer> SendAsync(ApiServer guarded, string? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/models/none");
        request.Content = new StringContent("""{ "inputs": "a" }""", System.Text.Encoding.UTF8, "application/json");
        if (key is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + key);
        }

        using var response = await guarded.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return await Answer.ReadAsync(response);
    }
}
