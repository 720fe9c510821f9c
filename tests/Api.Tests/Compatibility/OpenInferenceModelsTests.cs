using System.Net;
using System.Text.Json;
using Shouldly;
using TransformerService.Api.Tests.Hosting;
using TransformerService.Api.Tests.Versions;
using Xunit;
using static TransformerService.Api.Tests.Compatibility.OpenInferenceCalls;

namespace TransformerService.Api.Tests.Compatibility;

/// <summary>What /v2 says of the server and of its models.</summary>
public sealed class OpenInferenceModelsTests(ExportsServer server)
{
    private const string Body = """{ "inputs": [{ "name": "text", "shape": [1], "datatype": "BYTES", "data": ["a"] }] }""";

    [Fact]
    public async Task Server_Always_SaysWhatItIs()
    {
        var about = await JsonAsync("/v2");

        about.EnumerateObject().Select(field => field.Name).ShouldBe(["name", "version", "extensions"]);
        about.GetProperty("name").GetString().ShouldBe("transformer-service");
        about.GetProperty("version").GetString().ShouldNotBeNullOrEmpty();
        about.GetProperty("extensions").EnumerateArray().Select(name => name.GetString()).ShouldContain("binary_tensor_data");
        (await JsonAsync("/v2/health/live")).GetRawText().ShouldBe("""{"live":true}""");
        (await JsonAsync("/v2/health/ready")).GetRawText().ShouldBe("""{"ready":true}""");
    }

    [Theory]
    [InlineData("marian-split", "text BYTES [-1,1]", "translation BYTES [-1,1], score FP32 [-1,1]")]
    [InlineData("distilbert", "text BYTES [-1,1], text_pair BYTES [-1,1]", "label BYTES [-1,-1], score FP32 [-1,-1]")]
    [InlineData("ranker", "query BYTES [1], text BYTES [-1]", "score FP32 [-1]")]
    [InlineData("ner", "text BYTES [-1,1]", "entities BYTES [-1,1]")]
    public async Task Metadata_OfEachTask_NamesItsTensors(string model, string inputs, string outputs)
    {
        var metadata = await JsonAsync("/v2/models/" + model);

        metadata.EnumerateObject().Select(field => field.Name).ShouldBe(["name", "versions", "platform", "inputs", "outputs"]);
        metadata.GetProperty("name").GetString().ShouldBe(model);
        metadata.GetProperty("platform").GetString().ShouldBe("onnxruntime_onnx");
        metadata.GetProperty("versions").GetArrayLength().ShouldBe(1);
        Tensors(metadata.GetProperty("inputs")).ShouldBe(inputs);
        Tensors(metadata.GetProperty("outputs")).ShouldBe(outputs);
    }

    [Fact]
    public async Task Metadata_OfAnEmbedder_HasItsDimensions()
    {
        var dimensions = (await JsonAsync("/v1/models/embedder"))
            .GetProperty("variants")[0]
            .GetProperty("limits")
            .GetProperty("dimensions");

        Tensors((await JsonAsync("/v2/models/embedder")).GetProperty("outputs")).ShouldBe($"embedding FP32 [-1,{dimensions}]");
    }

    [Fact]
    public async Task Config_BatchedAndNot_IsTritons()
    {
        var classifier = await JsonAsync("/v2/models/distilbert/config");
        var ranker = await JsonAsync("/v2/models/ranker/config");

        classifier.GetProperty("backend").GetString().ShouldBe("onnxruntime");
        classifier.GetProperty("max_batch_size").GetInt32().ShouldBe(1_000);
        classifier.GetProperty("version_policy").GetProperty("latest").GetProperty("num_versions").GetInt32().ShouldBe(1);
        classifier
            .GetProperty("input")
            .GetRawText()
            .ShouldBe(
                """[{"name":"text","data_type":"TYPE_STRING","dims":[1]},{"name":"text_pair","data_type":"TYPE_STRING","dims":[1],"optional":true}]"""
            );
        ranker.GetProperty("max_batch_size").GetInt32().ShouldBe(0);
        ranker.GetProperty("output").GetRawText().ShouldBe("""[{"name":"score","data_type":"TYPE_FP32","dims":[-1]}]""");
    }

    [Fact]
    public async Task Index_Always_ListsTheModels()
    {
        var native = (await JsonAsync("/v1/models"))
            .GetProperty("models")
            .EnumerateArray()
            .Select(model => model.GetProperty("name").GetString());
        var all = await server.PostAsync("/v2/repository/index", "");
        var ready = await server.PostAsync("/v2/repository/index", """{ "ready": true }""");

        all.Status.ShouldBe(HttpStatusCode.OK, all.Text);
        all.Json.EnumerateArray().Select(model => model.GetProperty("name").GetString()).ShouldBe(native);
        foreach (var model in ready.Json.EnumerateArray())
        {
            model.EnumerateObject().Select(field => field.Name).ShouldBe(["name", "version", "state", "reason"]);
            model.GetProperty("state").GetString().ShouldBe("READY");
            model.GetProperty("reason").GetString().ShouldBeEmpty();
        }

        (await JsonAsync("/v2/models")).GetProperty("models").EnumerateArray().Select(model => model.GetString()).ShouldBe(native);
        ShouldBeError(await server.PostAsync("/v2/repository/index", """{ "ready": 1 }"""), 400);
    }

    [Fact]
    public async Task Index_ModelThatIsBroken_SaysWhy()
    {
        await using var broken = new ApiServer(
            ApiServer.DefaultNames().Add("broken", "distilbert-tiny", """{ "task": "text-classification" }""", "model.onnx")
        );
        await broken.InitializeAsync();

        var models = (await broken.PostAsync("/v2/repository/index", "{}")).Json.EnumerateArray();
        var found = models.Single(model => model.GetProperty("name").GetString() == "broken");
        found.GetProperty("state").GetString().ShouldBe("UNAVAILABLE");
        found.GetProperty("reason").GetString().ShouldNotBeNullOrWhiteSpace();
        ShouldBeError(await broken.GetAsync("/v2/models/broken/ready"), 503);
        ShouldBeError(await broken.PostAsync("/v2/models/broken/infer", Body), 503);
        (await broken.PostAsync("/v2/repository/index", """{ "ready": true }"""))
            .Json.EnumerateArray()
            .Select(model => model.GetProperty("name").GetString())
            .ShouldNotContain("broken");
    }

    [Fact]
    public async Task Statistics_AfterAnAnswerAndAFailure_CountBoth()
    {
        var before = await StatisticsAsync();
        (await server.PostAsync("/v2/models/bert/infer", Body)).Status.ShouldBe(HttpStatusCode.OK);
        (await server.PostAsync("/v2/models/bert/infer", Body.Replace("[1]", "[0]").Replace("""["a"]""", "[]"))).Status.ShouldBe(
            HttpStatusCode.BadRequest
        );
        var after = await StatisticsAsync();

        Count(after, "success").ShouldBeGreaterThan(Count(before, "success"));
        Count(after, "compute_infer").ShouldBeGreaterThan(Count(before, "compute_infer"));
        after.GetProperty("inference_count").GetInt64().ShouldBeGreaterThan(before.GetProperty("inference_count").GetInt64());
        after.GetProperty("execution_count").GetInt64().ShouldBeGreaterThan(0);
        after.GetProperty("last_inference").GetInt64().ShouldBeGreaterThan(0);
        after.GetProperty("inference_stats").GetProperty("success").GetProperty("ns").GetInt64().ShouldBeGreaterThan(0);
        (await JsonAsync("/v2/models/stats")).GetProperty("model_stats").GetArrayLength().ShouldBeGreaterThan(20);
        ShouldBeError(await server.GetAsync("/v2/models/nowhere/stats"), 404);
    }

    [Fact]
    public async Task Versions_ThoseThatAnswer_CanBeNamed()
    {
        await using var versioned = await VersionServer.StartAsync();
        var model = (await versioned.GetAsync("/v2/models/m")).Json;
        string?[] versions = [.. model.GetProperty("versions").EnumerateArray().Select(version => version.GetString())];
        versions.Length.ShouldBe(2); // the student's and the teacher's

        foreach (var version in (string?[])[.. versions, "1"])
        {
            var path = "/v2/models/m/versions/" + version;
            var answer = await versioned.PostAsync(path + "/infer", Body);
            answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
            answer.Json.GetProperty("model_version").GetString().ShouldBe(version == "1" ? versions[0] : version);
            (await versioned.GetAsync(path)).Status.ShouldBe(HttpStatusCode.OK);
            (await versioned.GetAsync(path + "/config")).Status.ShouldBe(HttpStatusCode.OK);
            (await versioned.GetAsync(path + "/stats")).Status.ShouldBe(HttpStatusCode.OK);
            (await versioned.GetAsync(path + "/ready")).Json.GetRawText().ShouldBe("""{"name":"m","ready":true}""");
        }

        foreach (var call in new[] { "", "/config", "/stats", "/ready" })
        {
            ShouldBeError(await versioned.GetAsync("/v2/models/m/versions/2" + call), 404);
        }
    }

    private static long Count(JsonElement statistics, string name) =>
        statistics.GetProperty("inference_stats").GetProperty(name).GetProperty("count").GetInt64();

    private static string Tensors(JsonElement tensors) =>
        string.Join(
            ", ",
            tensors
                .EnumerateArray()
                .Select(tensor =>
                    $"{tensor.GetProperty("name")} {tensor.GetProperty("datatype")} {tensor.GetProperty("shape").GetRawText()}"
                )
        );

    private async Task<JsonElement> StatisticsAsync() => (await JsonAsync("/v2/models/bert/stats")).GetProperty("model_stats")[0];

    private async Task<JsonElement> JsonAsync(string path)
    {
        var answer = await server.GetAsync(path);
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
        answer.MediaType.ShouldBe("application/json");
        return answer.Json;
    }
}
