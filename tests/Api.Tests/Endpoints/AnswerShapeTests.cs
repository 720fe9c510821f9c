using System.Net;
using System.Text.Json;
using Shouldly;
using TransformerService.Api.Tests.Hosting;
using Xunit;

namespace TransformerService.Api.Tests.Endpoints;

/// <summary>The answers' fields, exactly as the contract has them.</summary>
public sealed class AnswerShapeTests(ApiServer server)
{
    [Fact]
    public async Task Translate_OneText_HasTheContractsFields()
    {
        var answer = await server.PostAsync(BadBody.Translate, """{"text":"Two dogs are playing in the snow."}""");

        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
        Names(answer.Json).ShouldBe(["model", "variant", "version", "translations", "timing"]);
        var translation = answer.Json.GetProperty("translations")[0];
        Names(translation).ShouldBe(["text", "score", "inputTokens", "outputTokens", "truncated", "finishReason", "statistics"]);
        translation.GetProperty("finishReason").GetString().ShouldBe("stop");
        Names(translation.GetProperty("statistics")).ShouldBe(["sentences", "sentencesWithSpans", "sentencesCut", "repeatedRows"]);
        ShouldBeTiming(answer.Json.GetProperty("timing"));
        answer.Json.GetProperty("version").GetString().ShouldNotBeNullOrWhiteSpace();
    }

    [Fact]
    public async Task Translate_Accents_AreNotEscaped()
    {
        var answer = await server.PostAsync(
            BadBody.Translate,
            """{"text":"A little girl climbing into a wooden playhouse.","options":{"beamSize":4}}"""
        );

        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
        answer.Text.ShouldContain("boisée");
    }

    [Fact]
    public async Task Classify_OneText_HasTheContractsFields()
    {
        var answer = await server.PostAsync(
            BadBody.Classify,
            """{"text":"This is the best film I have seen in years!","model":"sentiment"}"""
        );

        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
        Names(answer.Json).ShouldBe(["model", "variant", "version", "results", "timing"]);
        Names(answer.Json.GetProperty("results")[0]).ShouldBe(["labels", "inputTokens", "truncated"]);
        Names(answer.Json.GetProperty("results")[0].GetProperty("labels")[0]).ShouldBe(["label", "score"]);
        ShouldBeTiming(answer.Json.GetProperty("timing"));
    }

    [Fact]
    public async Task Models_List_HasTheEmbeddedModels()
    {
        var answer = await server.GetAsync("/v1/models");

        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
        var models = answer.Json.GetProperty("models").EnumerateArray().ToDictionary(model => model.GetProperty("name").GetString() ?? "");
        models.Keys.ShouldBe(["en-fr", "intent", "sentiment"], ignoreOrder: true);
        models["en-fr"].GetProperty("task").GetString().ShouldBe("translation");
        models["sentiment"].GetProperty("task").GetString().ShouldBe("text-classification");
        models.Values.ShouldAllBe(model => model.GetProperty("state").GetString() == "ready");
    }

    [Fact]
    public async Task Models_List_SaysWhatItRunsOn()
    {
        var answer = await server.GetAsync("/v1/models");

        Names(answer.Json).ShouldBe(["cpu", "int8Arithmetic", "models"]);
        answer.Json.GetProperty("cpu").GetString().ShouldNotBeNull().Split(' ')[0].ShouldBeOneOf("x64", "arm64");
        answer.Json.GetProperty("int8Arithmetic").GetString().ShouldBeOneOf("exact", "exactMode");
        answer
            .Json.GetProperty("models")
            .EnumerateArray()
            .SelectMany(model => Names(model.GetProperty("variants")[0]))
            .ShouldNotContain("int8Arithmetic", "of float32 models there is none");
    }

    [Fact]
    public async Task Models_One_HasTheContractsFields()
    {
        var answer = await server.GetAsync("/v1/models/en-fr");

        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
        Names(answer.Json)
            .ShouldBe([
                "name",
                "task",
                "sourceLanguage",
                "targetLanguage",
                "license",
                "description",
                "state",
                "faults",
                "warnings",
                "variants",
            ]);
        var student = answer.Json.GetProperty("variants")[0];
        Names(student)
            .ShouldBe([
                "variant",
                "folder",
                "state",
                "faults",
                "version",
                "contentHash",
                "modelType",
                "decoder",
                "executionProvider",
                "dependsOnBatch",
                "limits",
                "versions",
            ]);
        Names(student.GetProperty("versions")[0]).ShouldBe(["version", "folder", "state", "current", "faults", "contentHash", "selfCheck"]);
        student.GetProperty("variant").GetString().ShouldBe("student");
        student
            .GetProperty("contentHash")
            .GetString()
            .ShouldNotBeNull()
            .ShouldStartWith(student.GetProperty("version").GetString().ShouldNotBeNull());
        Names(student.GetProperty("limits"))
            .ShouldBe([
                "maxInputTokens",
                "maxNewTokens",
                "defaultNewTokens",
                "maxBeamSize",
                "defaultBeamSize",
                "maxTexts",
                "maxCharacters",
                "maxRunBytes",
                "dearestTextBytes",
            ]);
    }

    [Fact]
    public async Task Models_Classifier_LeavesOutWhatItHasNot()
    {
        var answer = await server.GetAsync("/v1/models/sentiment");

        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
        Names(answer.Json).ShouldBe(["name", "task", "license", "description", "state", "faults", "warnings", "variants"]);
        var student = answer.Json.GetProperty("variants")[0];
        student.GetProperty("labels").EnumerateArray().Select(label => label.GetString()).ShouldBe(["NEGATIVE", "POSITIVE"]);
        Names(student.GetProperty("limits")).ShouldBe(["maxInputTokens", "maxTexts", "maxCharacters", "maxRunBytes", "dearestTextBytes"]);
    }

    [Fact]
    public async Task Ready_ModelsLoaded_SaysSo()
    {
        var answer = await server.GetAsync("/health/ready");

        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
        answer.Text.ShouldBe("""{"status":"ready"}""");
    }

    private static void ShouldBeTiming(JsonElement timing)
    {
        Names(timing).ShouldBe(["totalMs", "queueMs", "tokenizeMs", "inferenceMs"]);
        timing.EnumerateObject().ShouldAllBe(time => time.Value.GetDouble() >= 0);
        timing.GetProperty("totalMs").GetDouble().ShouldBeGreaterThan(0);
    }

    private static IEnumerable<string> Names(JsonElement element) => element.EnumerateObject().Select(field => field.Name);
}
