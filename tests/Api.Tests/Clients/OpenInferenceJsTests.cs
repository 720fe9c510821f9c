using System.Text.Json;
using Shouldly;
using TransformerService.Api.Tests.Endpoints;
using TransformerService.Api.Tests.Hosting;
using Xunit;

namespace TransformerService.Api.Tests.Clients;

/// <summary>npm's @grpc/grpc-js as a client of the Open Inference Protocol; see tests/Clients/open-inference.mjs.</summary>
public sealed class OpenInferenceJsTests(ApiServer server)
{
    private static readonly string Proto = Path.Combine(Golden.Repository, "src", "Api", "Protos", "open_inference.proto");

    [Fact]
    public async Task EveryCall_FromGrpcJs_IsAnsweredAsRest()
    {
        string[] texts = ["Two dogs are playing in the snow.", "Où est la gare ? 😀"];
        var rest = await server.PostAsync(BadBody.Translate, JsonSerializer.Serialize(new { text = texts, model = "en-fr" }));

        var answer = await NodeProgram.RunAsync(
            "open-inference.mjs",
            "@grpc/grpc-js",
            new
            {
                address = server.Grpc.Target,
                proto = Proto,
                model = "en-fr",
                texts,
            }
        );

        string?[] expected =
        [
            .. rest.Json.GetProperty("translations").EnumerateArray().Select(item => item.GetProperty("text").GetString()),
        ];
        foreach (var flag in new[] { "live", "ready", "modelReady" })
        {
            answer.GetProperty(flag).GetBoolean().ShouldBeTrue(flag);
        }

        answer.GetProperty("inputs").GetRawText().ShouldBe("""[{"name":"text","datatype":"BYTES","shape":[-1,1]}]""");
        answer
            .GetProperty("index")
            .EnumerateArray()
            .Select(model => $"{model.GetProperty("name").GetString()} {model.GetProperty("state").GetString()}")
            .ShouldBe(["en-fr READY", "intent READY", "sentiment READY"]);
        answer.GetProperty("id").GetString().ShouldBe("from node");
        Strings(answer.GetProperty("raw")).ShouldBe(expected);
        Strings(answer.GetProperty("typed")).ShouldBe(expected);
        answer.GetProperty("scores").GetInt32().ShouldBe(texts.Length * sizeof(float));
        answer.GetProperty("answered").GetInt32().ShouldBeGreaterThan(0);
        answer.GetProperty("failure").GetInt32().ShouldBe(5);
        answer.GetProperty("mixed").GetInt32().ShouldBe(3);
        var streamed = answer.GetProperty("streamed").EnumerateArray().ToDictionary(one => one.GetProperty("id").GetString() ?? "");
        Strings(streamed["good"].GetProperty("texts")).ShouldBe(expected);
        streamed["bad"].GetProperty("error").GetString().ShouldNotBeNullOrWhiteSpace();
    }

    private static IEnumerable<string?> Strings(JsonElement array) => array.EnumerateArray().Select(item => item.GetString());
}
