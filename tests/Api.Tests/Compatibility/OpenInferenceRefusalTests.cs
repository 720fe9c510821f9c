using System.Net;
using System.Text;
using System.Text.Json;
using Shouldly;
using TransformerService.Api.Tests.Access;
using TransformerService.Api.Tests.Hosting;
using Xunit;
using static TransformerService.Api.Tests.Compatibility.OpenInferenceCalls;

namespace TransformerService.Api.Tests.Compatibility;

/// <summary>What /v2 refuses, in the protocol's form and with Triton's statuses.</summary>
public sealed class OpenInferenceRefusalTests(ExportsServer server)
{
    private const string Infer = "/v2/models/distilbert/infer",
        One = """{ "inputs": [{ "name": "text", "shape": [1], "datatype": "BYTES", "data": ["a"] }]""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // The first is the example of the protocol's specification.
    [Theory]
    [InlineData(
        """{ "id": "42", "inputs": [{ "name": "input0", "shape": [2, 2], "datatype": "UINT32", "data": [1, 2, 3, 4] }, { "name": "input1", "shape": [3], "datatype": "BOOL", "data": [true] }], "outputs": [{ "name": "output0" }] }""",
        "data"
    )]
    [InlineData("""{ "inputs": [{ "name": "text", "shape": [1], "datatype": "FP32", "data": ["a"] }] }""", "datatype")]
    [InlineData("""{ "inputs": [{ "name": "text", "shape": [1], "data": ["a"] }] }""", "datatype")]
    [InlineData("""{ "inputs": [{ "name": "text", "datatype": "BYTES", "data": ["a"] }] }""", "shape")]
    [InlineData("""{ "inputs": [{ "name": "text", "shape": [], "datatype": "BYTES", "data": ["a"] }] }""", "shape")]
    [InlineData("""{ "inputs": [{ "name": "text", "shape": [2], "datatype": "BYTES", "data": ["a"] }] }""", "2 elements")]
    [InlineData("""{ "inputs": [{ "name": "text", "shape": [1, 2], "datatype": "BYTES", "data": ["a", "b"] }] }""", "[n, 1]")]
    [InlineData("""{ "inputs": [{ "name": "text", "shape": [-1], "datatype": "BYTES", "data": ["a"] }] }""", "[n, 1]")]
    [InlineData("""{ "inputs": [{ "name": "text", "shape": [1.5], "datatype": "BYTES", "data": ["a"] }] }""", "whole number")]
    [InlineData("""{ "inputs": [{ "name": "text", "shape": [4294967296, 4294967296], "datatype": "BYTES", "data": ["a"] }] }""", "[n, 1]")]
    [InlineData("""{ "inputs": [{ "name": "text", "shape": [9223372036854775807], "datatype": "BYTES", "data": ["a"] }] }""", "texts")]
    [InlineData(
        """{ "inputs": [{ "name": "text", "shape": [99999999999999999999], "datatype": "BYTES", "data": ["a"] }] }""",
        "whole number"
    )]
    [InlineData("""{ "inputs": [{ "name": "text", "shape": [0], "datatype": "BYTES", "data": [] }] }""", "at least one")]
    [InlineData("""{ "inputs": [{ "name": "text", "shape": [1], "datatype": "BYTES", "data": "a" }] }""", "array of strings")]
    [InlineData("""{ "inputs": [{ "name": "text", "shape": [1], "datatype": "BYTES", "data": [1] }] }""", "array of strings")]
    [InlineData("""{ "inputs": [{ "name": "text", "shape": [1], "datatype": "BYTES" }] }""", "inputs[0].data")]
    [InlineData("""{ "inputs": [{ "shape": [1], "datatype": "BYTES", "data": ["a"] }] }""", "inputs[0].name")]
    [InlineData("""{ "inputs": [{ "name": "zanzibarcanary", "shape": [1], "datatype": "BYTES", "data": ["a"] }] }""", "text, text_pair")]
    [InlineData("""{ "inputs": [null] }""", "inputs[0]")]
    [InlineData("""{ "inputs": [] }""", "'text' is missing")]
    [InlineData("""{ }""", "inputs")]
    [InlineData("""{ "inputs": null }""", "inputs")]
    [InlineData("""[]""", "JSON object")]
    [InlineData("""{ "inputs": """, "valid JSON")]
    [InlineData("", "empty")]
    [InlineData(
        """{ "inputs": [{ "name": "text", "shape": [1], "datatype": "BYTES", "data": ["a"] }, { "name": "text", "shape": [1], "datatype": "BYTES", "data": ["a"] }] }""",
        "once"
    )]
    [InlineData(
        """{ "inputs": [{ "name": "text", "shape": [1], "datatype": "BYTES", "parameters": { "shared_memory_region": "zanzibarcanary", "shared_memory_byte_size": 4 } }] }""",
        "shared memory"
    )]
    [InlineData(
        """{ "inputs": [{ "name": "text", "shape": [1], "datatype": "BYTES", "parameters": { "binary_data_size": 5 } }] }""",
        "Inference-Header-Content-Length"
    )]
    [InlineData(One + """, "outputs": [{ "name": "zanzibarcanary" }] }""", "label, score")]
    [InlineData(One + """, "outputs": [{ "name": "score" }, { "name": "score" }] }""", "once")]
    [InlineData(One + """, "outputs": [{ }] }""", "outputs[0].name")]
    [InlineData(One + """, "outputs": [{ "name": "score", "parameters": { "classification": 2 } }] }""", "'label'")]
    [InlineData(One + """, "outputs": [{ "name": "score", "parameters": { "binary_data": 1 } }] }""", "true or false")]
    [InlineData(One + """, "parameters": { "binary_data_output": "yes" } }""", "true or false")]
    [InlineData(One + """, "parameters": { "zanzibarcanary": {} } }""", "$.parameters must be")]
    [InlineData(One + """, "parameters": { "zanzibarcanary": null } }""", "$.parameters must be")]
    [InlineData(One + """, "parameters": [] }""", "$.parameters must be")]
    [InlineData(One + """, "parameters": { "triton_zanzibarcanary": 1 } }""", "triton_")]
    [InlineData(One + """, "parameters": { "top_k": "zanzibarcanary" } }""", "top_k")]
    [InlineData(One + """, "parameters": { "top_k": 1.5 } }""", "top_k")]
    [InlineData(One + """, "parameters": { "top_k": 0 } }""", "'top_k' must be at least 1")]
    [InlineData(One + """, "parameters": { "top_k": 4294967296 } }""", "top_k")]
    [InlineData(One + """, "parameters": { "timeout": -1 } }""", "microseconds")]
    [InlineData(One + """, "parameters": { "timeout": "1" } }""", "timeout")]
    [InlineData(One + """, "id": 42 }""", "$.id must be")]
    public async Task Infer_BadBody_IsA400(string body, string says) =>
        ShouldBeError(await server.PostAsync(Infer, body), 400).ShouldContain(says);

    [Fact]
    public async Task Infer_TooManyTexts_IsA400()
    {
        var texts = string.Join(',', Enumerable.Repeat("\"\"", 100_001));
        var body = $$"""{ "inputs": [{ "name": "text", "shape": [100001], "datatype": "BYTES", "data": [{{texts}}] }] }""";

        ShouldBeError(await server.PostAsync(Infer, body), 400).ShouldContain("100000 texts");
    }

    [Fact]
    public async Task Infer_BodyTooLarge_IsA400() => ShouldBeError(await server.PostAsync(Infer, new string(' ', 4_194_400)), 400);

    [Theory]
    [InlineData("/v2/models/nowhere/infer")]
    [InlineData("/v2/models/distilbert/versions/7/infer")]
    [InlineData("/v2/models/distilbert/versions/zanzibarcanary/infer")]
    public async Task Infer_NoSuchModelOrVersion_IsA404(string path) => ShouldBeError(await server.PostAsync(path, One + " }"), 404);

    [Fact]
    public async Task Infer_Timeout_IsA503()
    {
        var texts = JsonSerializer.Serialize(Enumerable.Repeat("A little girl climbing into a wooden playhouse.", 1_000));
        var body =
            $$"""{ "parameters": { "timeout": 1000 }, "inputs": [{ "name": "text", "shape": [1000], "datatype": "BYTES", "data": {{texts}} }] }""";

        var answer = await server.PostAsync("/v2/models/marian-split/infer", body);

        ShouldBeError(answer, 503).ShouldContain("0.001 s (the time that it asked for)");
    }

    [Fact]
    public async Task Infer_LongTimeouts_AreAnswered()
    {
        foreach (var timeout in new[] { "0", "60000000", "9223372036854775807" })
        {
            var answer = await server.PostAsync(Infer, One + $$""", "parameters": { "timeout": {{timeout}} } }""");
            answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
        }
    }

    [Fact]
    public async Task Infer_Compressed_IsA501()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Infer);
        request.Content = new StringContent(One + " }", Encoding.UTF8, "application/json");
        request.Content.Headers.ContentEncoding.Add("gzip");
        using var response = await server.Http.SendAsync(request, Token);

        ShouldBeError(await Answer.ReadAsync(response), 501).ShouldContain("Content-Encoding");
    }

    [Fact]
    public async Task Infer_AnyMediaType_IsAnswered()
    {
        foreach (var type in new[] { null, "application/octet-stream", "application/x-www-form-urlencoded" })
        {
            (await server.PostAsync(Infer, Encoding.UTF8.GetBytes(One + " }"), type)).Status.ShouldBe(HttpStatusCode.OK);
        }
    }

    [Theory]
    [InlineData("GET", "/v2/systemsharedmemory/status")]
    [InlineData("POST", "/v2/systemsharedmemory/region/a/register")]
    [InlineData("POST", "/v2/cudasharedmemory/unregister")]
    [InlineData("GET", "/v2/trace/setting")]
    [InlineData("POST", "/v2/models/distilbert/trace/setting")]
    [InlineData("POST", "/v2/logging")]
    [InlineData("POST", "/v2/models/distilbert/generate")]
    [InlineData("POST", "/v2/models/distilbert/versions/1/generate_stream")]
    public async Task Call_WhatIsNotThere_IsA501(string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var response = await server.Http.SendAsync(request, Token);

        ShouldBeError(await Answer.ReadAsync(response), 501);
    }

    [Fact]
    public async Task Call_AnotherMethod_IsA405()
    {
        var answer = await server.GetAsync(Infer);

        ShouldBeError(answer, 405);
        answer.Response.Content.Headers.Allow.ShouldContain("POST");
    }

    [Fact]
    public async Task Keys_AreThoseOfTheServer()
    {
        await using var guarded = await AccessServer.StartAsync();

        (await guarded.GetAsync("/v2/health/live", null)).Status.ShouldBe(HttpStatusCode.OK);
        (await guarded.GetAsync("/v2/health/ready", null)).Status.ShouldBe(HttpStatusCode.OK);
        ShouldBeError(await guarded.GetAsync("/v2", null), 401);
        ShouldBeError(await guarded.GetAsync("/v2", "tsk_wrong"), 401);
        (await guarded.GetAsync("/v2", AccessServer.CallerKey)).Status.ShouldBe(HttpStatusCode.OK);
        await guarded.GetAsync("/v2", AccessServer.LimitedKey);
        var limited = await guarded.GetAsync("/v2", AccessServer.LimitedKey);
        ShouldBeError(limited, 503);
        limited.Response.Headers.RetryAfter.ShouldNotBeNull();

        const string Load = "/v2/repository/models/sentiment/load",
            Unload = "/v2/repository/models/sentiment/unload";
        ShouldBeError(await PostAsync(guarded, Load, AccessServer.CallerKey), 403);
        ShouldBeError(await PostAsync(guarded, Unload, AccessServer.CallerKey), 403);
        var loaded = await PostAsync(guarded, Load, AccessServer.AdminKey);
        loaded.Status.ShouldBe(HttpStatusCode.OK, loaded.Text);
        loaded.Text.ShouldBeEmpty();
        ShouldBeError(await PostAsync(guarded, Unload, AccessServer.AdminKey), 501);
        ShouldBeError(await PostAsync(guarded, "/v2/repository/models/nowhere/load", AccessServer.AdminKey), 404);
        ShouldBeError(await PostAsync(guarded, Load, AccessServer.AdminKey, """{ "parameters": { "config": "{}" } }"""), 400);
        ShouldBeError(await PostAsync(guarded, Load, AccessServer.AdminKey, """{ "parameters": { "file:1/model.onnx": "" } }"""), 400);
        (await PostAsync(guarded, Load, AccessServer.AdminKey, """{ "parameters": { } }""")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Disabled_IsNotThere()
    {
        await using var closed = new ApiServer(ApiServer.DefaultNames(), ("Compatibility:OpenInference:Enabled", "false"));
        await closed.InitializeAsync();

        (await closed.GetAsync("/v2/health/live")).ShouldBeProblem(404, "notFound");
        (await closed.PostAsync("/v2/models/sentiment/infer", One + " }")).ShouldBeProblem(404, "notFound");
    }

    private static async Task<Answer> PostAsync(ApiServer guarded, string path, string key, string body = "")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        request.Headers.TryAddWithoutValidation("X-API-Key", key);
        using var response = await guarded.Http.SendAsync(request, Token);
        return await Answer.ReadAsync(response);
    }
}
