using System.Text.Json;
using Shouldly;
using TransformerService.Api.Tests.Hosting;
using Xunit;
using static TransformerService.Api.Tests.Compatibility.OpenInferenceCalls;

namespace TransformerService.Api.Tests.Compatibility;

/// <summary>Labels, vectors, ranks and entities over /v2 are those of the native calls.</summary>
public sealed class OpenInferenceEncoderTests(ExportsServer server)
{
    private static readonly string[] Texts = ["Two dogs are playing in the snow.", "Où est la gare ? 日本語 😀"];

    [Fact]
    public async Task Infer_Classification_IsThatOfClassify()
    {
        var native = await NativeAsync(
            server,
            "/v1/classify",
            new
            {
                text = Texts,
                model = "distilbert",
                topK = 2,
            }
        );

        var answer = await InferAsync(
            server,
            "distilbert",
            new { parameters = new { top_k = 2 }, inputs = new[] { Input("text", [2], Texts) } }
        );

        JsonElement[] labels =
        [
            .. native.GetProperty("results").EnumerateArray().SelectMany(text => text.GetProperty("labels").EnumerateArray()),
        ];
        Strings(Output(answer, 0, "label", "BYTES", [2, 2])).ShouldBe(labels.Select(label => label.GetProperty("label").GetString()));
        Numbers(Output(answer, 1, "score", "FP32", [2, 2])).ShouldBe(labels.Select(label => label.GetProperty("score").GetDouble()), 1e-5);
    }

    [Fact]
    public async Task Infer_Pairs_AreThoseOfClassify()
    {
        string[] pairs = ["Animals are outside.", "Nobody is there."];
        var native = await NativeAsync(
            server,
            "/v1/classify",
            new
            {
                text = Texts,
                textPair = pairs,
                model = "nli",
                topK = 1,
            }
        );

        var answer = await InferAsync(
            server,
            "nli",
            new { parameters = new { top_k = 1 }, inputs = new[] { Input("text", [2], Texts), Input("text_pair", [2, 1], pairs) } }
        );

        Numbers(Output(answer, 1, "score", "FP32", [2, 1]))
            .ShouldBe(
                native
                    .GetProperty("results")
                    .EnumerateArray()
                    .Select(text => text.GetProperty("labels")[0].GetProperty("score").GetDouble()),
                1e-5
            );
    }

    [Theory]
    [InlineData(null)]
    [InlineData(8)]
    public async Task Infer_Embedding_IsThatOfEmbed(int? dimensions)
    {
        var native = await NativeAsync(
            server,
            "/v1/embed",
            new
            {
                text = Texts,
                model = "embedder",
                dimensions,
            }
        );
        Dictionary<string, int> parameters = dimensions is { } kept ? new() { ["dimensions"] = kept } : [];

        var answer = await InferAsync(server, "embedder", new { parameters, inputs = new[] { Input("text", [2], Texts) } });

        var vectors = native.GetProperty("embeddings").EnumerateArray().SelectMany(vector => vector.EnumerateArray());
        Numbers(Output(answer, 0, "embedding", "FP32", [2, dimensions ?? native.GetProperty("dimensions").GetInt32()]))
            .ShouldBe(vectors.Select(number => number.GetDouble()), 1e-6);
    }

    [Fact]
    public async Task Infer_Ranking_GivesScoresInTheDocumentsOrder()
    {
        string[] documents = ["A train.", "The dog is sleeping under the table.", "Two dogs."];
        var native = await NativeAsync(
            server,
            "/v1/rerank",
            new
            {
                query = "Where is the dog?",
                documents,
                model = "ranker",
            }
        );

        var answer = await InferAsync(
            server,
            "ranker",
            new { inputs = new[] { Input("query", [1], new[] { "Where is the dog?" }), Input("text", [3], documents) } }
        );

        Numbers(Output(answer, 0, "score", "FP32", [3]))
            .ShouldBe(
                native
                    .GetProperty("results")
                    .EnumerateArray()
                    .OrderBy(document => document.GetProperty("index").GetInt32())
                    .Select(document => document.GetProperty("score").GetDouble()),
                1e-5
            );
    }

    [Fact]
    public async Task Infer_Tagging_GivesTheEntitiesOfTagAsJson()
    {
        string[] texts = ["Anna lives in Berlin.", "a"];
        var native = await NativeAsync(
            server,
            "/v1/tag",
            new
            {
                text = texts,
                model = "ner",
                aggregation = "none",
            }
        );

        var answer = await InferAsync(
            server,
            "ner",
            new { parameters = new { aggregation = "none" }, inputs = new[] { Input("text", [2], texts) } }
        );

        Strings(Output(answer, 0, "entities", "BYTES", [2]))
            .Select(entities => JsonDocument.Parse(entities ?? "").RootElement.GetRawText())
            .ShouldBe(native.GetProperty("entities").EnumerateArray().Select(entities => entities.GetRawText()));
    }
}
