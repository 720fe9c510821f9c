using System.Text.Json;
using Shouldly;
using TransformerService.Api.Tests.Endpoints;
using TransformerService.Api.Tests.Hosting;
using Xunit;

namespace TransformerService.Api.Tests.Clients;

/// <summary>npm's @grpc/grpc-js, with transformer.proto read at run time; see tests/Clients/grpc-js.mjs.</summary>
public sealed class GrpcJsTests(ApiServer server)
{
    private const int Streamed = 200;

    private static readonly string Proto = Path.Combine(Golden.Repository, "src", "Api", "Protos", "transformer.proto");

    [Fact]
    public async Task EveryCall_FromGrpcJs_IsAnsweredAsRest()
    {
        string[] texts = ["Two dogs are playing in the snow.", "A man is sitting."];
        var rest = await server.PostAsync(BadBody.Translate, JsonSerializer.Serialize(new { text = texts }));
        var labels = await server.PostAsync(BadBody.Classify, JsonSerializer.Serialize(new { text = texts, model = "sentiment" }));

        var answer = await NodeProgram.RunAsync(
            "grpc-js.mjs",
            "@grpc/grpc-js",
            new
            {
                address = server.Grpc.Target,
                proto = Proto,
                texts,
                streamed = Streamed,
            }
        );

        var expected = rest
            .Json.GetProperty("translations")
            .EnumerateArray()
            .Select(item => item.GetProperty("text").GetString())
            .ToArray();
        Strings(answer.GetProperty("translations")).ShouldBe(expected);
        Strings(answer.GetProperty("labels"))
            .ShouldBe(
                labels
                    .Json.GetProperty("results")
                    .EnumerateArray()
                    .Select(item => item.GetProperty("labels")[0].GetProperty("label").GetString())
            );
        Strings(answer.GetProperty("models")).ShouldBe(["en-fr", "intent", "sentiment"]);
        answer.GetProperty("model").GetString().ShouldBe("MODEL_TASK_TRANSLATION");

        var failure = answer.GetProperty("failure");
        failure.GetProperty("code").GetInt32().ShouldBe(5);
        failure.GetProperty("message").GetString().ShouldNotBeNullOrWhiteSpace();
        failure.GetProperty("details").GetString().ShouldNotBeNull().ShouldContain("modelNotFound");
        answer.GetProperty("late").GetInt32().ShouldBe(4);

        var stream = answer.GetProperty("stream").EnumerateArray().ToArray();
        stream.Length.ShouldBe(Streamed + 1);
        foreach (var item in stream)
        {
            var id = item.GetProperty("id").GetString().ShouldNotBeNull();
            if (id == "bad")
            {
                item.GetProperty("reason").GetString().ShouldBe("modelNotFound");
            }
            else
            {
                item.GetProperty("text")
                    .GetString()
                    .ShouldBe(expected[int.Parse(id, System.Globalization.CultureInfo.InvariantCulture) % texts.Length]);
            }
        }

        stream.Select(item => item.GetProperty("id").GetString()).Distinct().Count().ShouldBe(Streamed + 1);
    }

    private static IEnumerable<string?> Strings(JsonElement array) => array.EnumerateArray().Select(item => item.GetString());
}
