using System.Text.Json;
using Shouldly;
using TransformerService.Api.Tests.Access;
using TransformerService.Api.Tests.Compatibility;
using TransformerService.Api.Tests.Hosting;
using Xunit;

namespace TransformerService.Api.Tests.Clients;

/// <summary>npm's @huggingface/inference, unchanged, gets the native calls' answers; see tests/Clients/huggingface.mjs.</summary>
public sealed class HuggingFaceClientTests
{
    private const double Tolerance = 1e-5;

    private const string Text = "Two dogs are playing in the snow.",
        Entities = "Anna Schmidt lives in Paris.";

    private static readonly string[] Labels = ["travel", "banking"],
        Sentences = ["Where is the station?", "The dog is sleeping."];

    [Fact]
    public async Task Client_ItsExamples_AreAnsweredAsTheNativeCalls()
    {
        const string found = "{}";
        await using var server = new ApiServer(
            new FixtureRepository()
                .Add("marian-split", "marian-tiny", """{ "task": "translation" }""")
                .Add("bart", "bart-tiny", """{ "task": "text2text-generation" }""")
                .Add("bert", "bert-tiny", found)
                .Add("nli", "bart-nli-tiny", found)
                .Add("ner", "bert-ner-tiny", found)
                .Add("embedder", "sentence-bert-tiny", found)
                .Add("broken", "bert-tiny", """{ "task": "text-classification" }""", "model.onnx")
        );
        await server.InitializeAsync();
        await using var keyed = await AccessServer.StartAsync();

        var answer = await NodeProgram.RunAsync(
            "huggingface.mjs",
            "@huggingface/inference",
            new
            {
                @base = server.Address,
                keyed = keyed.Address,
                key = AccessServer.CallerKey,
                text = Text,
                entities = Entities,
                labels = Labels,
                sentences = Sentences,
            }
        );

        var translated = await server.TranslateAsync(new { text = Text, options = new { beamSize = 2 } });
        answer.GetProperty("translation").GetProperty("translation_text").GetString().ShouldBe(translated[0]);
        var generated = await server.AskAsync("/v1/generate", new { text = Text });
        answer
            .GetProperty("summary")
            .GetProperty("summary_text")
            .GetString()
            .ShouldBe(generated.GetProperty("generations")[0].GetProperty("text").GetString());
        await ShouldBeLabelsAsync(
            "classes",
            new
            {
                text = Text,
                model = "bert",
                topK = 2,
            }
        );
        await ShouldBeLabelsAsync(
            "zeroShot",
            new
            {
                text = Text,
                model = "nli",
                candidateLabels = Labels,
            }
        );
        var tagged = await server.AskAsync("/v1/tag", new { text = Entities });
        answer
            .GetProperty("entities")
            .EnumerateArray()
            .Select(entity => (entity.GetProperty("entity_group").GetString(), entity.GetProperty("word").GetString()))
            .ShouldBe(
                tagged
                    .GetProperty("entities")[0]
                    .EnumerateArray()
                    .Select(entity => (entity.GetProperty("label").GetString(), entity.GetProperty("text").GetString()))
            );
        var vectors = (await server.AskAsync("/v1/embed", new { text = (string[])[Text, .. Sentences] }))
            .GetProperty("embeddings")
            .EnumerateArray()
            .Select(Numbers)
            .ToArray();
        Numbers(answer.GetProperty("vectors")[1]).ShouldBe(vectors[2], Tolerance);
        Numbers(answer.GetProperty("similarity"))
            .ShouldBe(vectors.Skip(1).Select(vector => vector.Zip(vectors[0], (left, right) => left * right).Sum()), Tolerance);

        Status("unknown").ShouldBe(404);
        Status("bad").ShouldBe(400);
        answer.GetProperty("bad").GetProperty("message").GetString().ShouldNotBeNull().ShouldContain("function_to_apply");
        Status("notReady").ShouldBe(429); // after a 503 the client would call again without end
        Status("wrongKey").ShouldBe(401);
        answer.GetProperty("rightKey").GetArrayLength().ShouldBe(2);
        answer.GetProperty("aborted").GetString().ShouldBe("AbortError");

        int Status(string call) => answer.GetProperty(call).GetProperty("status").GetInt32();

        async Task ShouldBeLabelsAsync(string call, object native)
        {
            var expected = (await server.AskAsync("/v1/classify", native))
                .GetProperty("results")[0]
                .GetProperty("labels")
                .EnumerateArray()
                .ToArray();
            var labels = answer.GetProperty(call).EnumerateArray().ToArray();
            labels
                .Select(label => label.GetProperty("label").GetString())
                .ShouldBe(expected.Select(label => label.GetProperty("label").GetString()));
            labels
                .Select(label => label.GetProperty("score").GetDouble())
                .ShouldBe(expected.Select(label => label.GetProperty("score").GetDouble()), Tolerance);
        }
    }

    private static double[] Numbers(JsonElement list) => [.. list.EnumerateArray().Select(number => number.GetDouble())];
}
