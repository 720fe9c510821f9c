using System.Globalization;
using System.Text.Json;
using Shouldly;
using TransformerService.Api.Tests.Hosting;
using Xunit;

namespace TransformerService.Api.Tests.Compatibility;

/// <summary>The calls of Text Embeddings Inference give PyTorch's answers, in its forms.</summary>
public sealed class TextEmbeddingsTests(ExportsServer server)
{
    private const double Tolerance = 1e-4;

    private static readonly string[] Headers =
    [
        "x-compute-time",
        "x-compute-characters",
        "x-compute-tokens",
        "x-total-time",
        "x-tokenization-time",
        "x-queue-time",
        "x-inference-time",
    ];

    [Theory]
    [InlineData("/embed")]
    [InlineData("/")]
    [InlineData("/invocations")]
    [InlineData("/tei/embedder/embed")]
    [InlineData("/tei/embedder")]
    [InlineData("/tei/embedder/invocations")]
    public async Task Embed_GoldenTexts_AreTheReference(string path)
    {
        var cases = Golden.Cases("sentence-bert-tiny").Values.Where(golden => Text(golden).Length > 0).ToArray();

        var many = await server.AskAsync(path, new { inputs = cases.Select(Text), unknown = 1 });
        var one = await server.AskAsync(path, new { inputs = Text(cases[0]) });

        many.GetArrayLength().ShouldBe(cases.Length);
        foreach (var (vector, golden) in many.EnumerateArray().Zip(cases))
        {
            Numbers(vector).ShouldBe(Numbers(golden.GetProperty("mean_normalized")), Tolerance);
        }

        Numbers(one.EnumerateArray().ShouldHaveSingleItem()).ShouldBe(Numbers(many[0]), Tolerance);
    }

    [Fact]
    public async Task Embed_Options_AreThoseOfTheNativeCall()
    {
        var native = await server.AskAsync(
            "/v1/embed",
            new
            {
                text = "a small dog",
                normalize = false,
                dimensions = 8,
            }
        );

        var answer = await server.AskAsync(
            "/embed",
            new
            {
                inputs = "a small dog",
                normalize = false,
                dimensions = 8,
                prompt_name = (string?)null,
            }
        );

        Numbers(answer[0]).ShouldBe(Numbers(native.GetProperty("embeddings")[0]), 1e-6);
    }

    [Fact]
    public async Task Embed_Headers_CountWhatWasRead()
    {
        var answer = await server.PostAsync("/embed", """{ "inputs": ["Where is the station?", "日本 😀"] }""");

        var headers = Headers.ToDictionary(name => name, name => Number(answer, name));
        headers["x-compute-characters"].ShouldBe(21 + 4);
        headers["x-compute-tokens"].ShouldBeGreaterThan(8);
        headers["x-total-time"].ShouldBe(headers["x-compute-time"]);
    }

    [Fact]
    public async Task Predict_EveryForm_HasTheReferencesScores()
    {
        var cases = Golden.Cases("bert-tiny");
        var (single, pair) = (cases["sst-pos"], cases["pair-2"]);
        var labels = Golden.Labels("bert-tiny");

        ShouldBe(await PredictAsync(new { inputs = Text(single) }), labels, Softmax(Numbers(single.GetProperty("logits"))));
        ShouldBe(await PredictAsync(new { inputs = new[] { Text(single) } }), labels, Softmax(Numbers(single.GetProperty("logits"))));
        ShouldBe(await PredictAsync(new { inputs = Pair(pair) }), labels, Softmax(Numbers(pair.GetProperty("logits"))));
        ShouldBe(await PredictAsync(new { inputs = Pair(pair), raw_scores = true }), labels, Numbers(pair.GetProperty("logits")));

        string[][] mixed =
        [
            [Text(single)],
            Pair(pair),
            [Text(single)],
        ];
        var batch = await PredictAsync(
            new
            {
                inputs = mixed,
                raw_scores = true,
                truncate = true,
                truncation_direction = "Right",
            }
        );

        batch.GetArrayLength().ShouldBe(3);
        ShouldBe(batch[0], labels, Numbers(single.GetProperty("logits")));
        ShouldBe(batch[1], labels, Numbers(pair.GetProperty("logits")));
        ShouldBe(batch[2], labels, Numbers(single.GetProperty("logits")));

        Task<JsonElement> PredictAsync(object body) => server.AskAsync("/tei/bert/predict", body);
    }

    [Theory]
    [InlineData("predict")]
    [InlineData("invocations")]
    public async Task Predict_Softmax_IsTheNativeCalls(string call)
    {
        var native = await server.AskAsync(
            "/v1/classify",
            new
            {
                text = "a gorgeous , witty movie .",
                model = "distilbert",
                topK = 2,
            }
        );

        var answer = await server.AskAsync($"/tei/distilbert/{call}", new { inputs = "a gorgeous , witty movie ." });

        foreach (
            var (found, expected) in answer.EnumerateArray().Zip(native.GetProperty("results")[0].GetProperty("labels").EnumerateArray())
        )
        {
            found.GetProperty("label").GetString().ShouldBe(expected.GetProperty("label").GetString());
            found.GetProperty("score").GetDouble().ShouldBe(expected.GetProperty("score").GetDouble(), 1e-6);
        }
    }

    [Theory]
    [InlineData("/rerank", false)]
    [InlineData("/rerank", true)]
    [InlineData("/tei/ranker/rerank", false)]
    [InlineData("/tei/ranker/invocations", true)]
    public async Task Rerank_GoldenDocuments_AreTheReference(string path, bool isRaw)
    {
        var golden = Golden.Read("cross-encoder-tiny").GetProperty("rerank");
        string[] texts = [.. golden.GetProperty("documents").EnumerateArray().Select(text => text.GetString() ?? "")];
        var scores = Numbers(golden.GetProperty(isRaw ? "raw" : "sigmoid"));

        var answer = await server.AskAsync(
            path,
            new
            {
                query = golden.GetProperty("query").GetString(),
                texts,
                raw_scores = isRaw,
                return_text = isRaw,
            }
        );

        answer.EnumerateArray().Select(rank => (double)rank.GetProperty("index").GetInt32()).ShouldBe(Numbers(golden.GetProperty("order")));
        foreach (var rank in answer.EnumerateArray())
        {
            var index = rank.GetProperty("index").GetInt32();
            rank.GetProperty("score").GetDouble().ShouldBe(scores[index], Tolerance);
            (rank.TryGetProperty("text", out var text) ? text.GetString() : null).ShouldBe(isRaw ? texts[index] : null);
        }
    }

    [Fact]
    public async Task Similarity_Sentences_AreTheCosinesOfTheVectors()
    {
        string[] sentences = ["The dog is sleeping.", "Bread is made from flour.", "Where is the station?"];
        var vectors = (await server.AskAsync("/embed", new { inputs = (string[])["Where is the station?", .. sentences] }))
            .EnumerateArray()
            .Select(Numbers)
            .ToArray();

        var answer = await server.AskAsync(
            "/similarity",
            new { inputs = new { source_sentence = "Where is the station?", sentences }, parameters = new { truncate = true } }
        );

        Numbers(answer).ShouldBe(vectors.Skip(1).Select(vector => vector.Zip(vectors[0], (left, right) => left * right).Sum()), Tolerance);
        answer[2].GetDouble().ShouldBe(1, Tolerance);
    }

    private static void ShouldBe(JsonElement predictions, IReadOnlyList<string> labels, double[] scores)
    {
        var found = predictions.EnumerateArray().ToArray();
        found.Length.ShouldBe(labels.Count);
        found.ShouldAllBe(item => item.EnumerateObject().Select(field => field.Name).SequenceEqual(new[] { "score", "label" }));
        found.Select(item => item.GetProperty("score").GetDouble()).ShouldBe(scores.OrderDescending(), Tolerance);
        foreach (var item in found)
        {
            var label = labels.Index().Single(known => known.Item == item.GetProperty("label").GetString()).Index;
            item.GetProperty("score").GetDouble().ShouldBe(scores[label], Tolerance);
        }
    }

    private static long Number(Answer answer, string header) =>
        long.Parse(answer.Response.Headers.GetValues(header).Single(), NumberStyles.None, CultureInfo.InvariantCulture);

    private static double[] Softmax(double[] logits)
    {
        var sum = logits.Sum(Math.Exp);
        return [.. logits.Select(logit => Math.Exp(logit) / sum)];
    }

    private static string[] Pair(JsonElement golden) => [Text(golden), golden.GetProperty("text_pair").GetString() ?? ""];

    private static string Text(JsonElement golden) => golden.GetProperty("text").GetString() ?? "";

    private static double[] Numbers(JsonElement list) => [.. list.EnumerateArray().Select(number => number.GetDouble())];
}
