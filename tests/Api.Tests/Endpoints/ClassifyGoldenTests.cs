using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Shouldly;
using TransformerService.Api.Tests.Hosting;
using Xunit;

namespace TransformerService.Api.Tests.Endpoints;

/// <summary>What PyTorch answered for the classification fixtures, through REST.</summary>
public sealed class ClassifyGoldenTests(ExportsServer server)
{
    private const double ScoreTolerance = 1e-4;

    private static readonly string[] Models =
    [
        "distilbert",
        "bert",
        "bert-fast",
        "roberta",
        "roberta-fast",
        "deberta",
        "deberta-types",
        "modernbert",
        "xlm-roberta",
        "xlm-roberta-hub",
        "nli",
    ];

    public static TheoryData<string, string> Cases =>
        [
            .. Models.SelectMany(model =>
                Golden
                    .Cases(ExportsServer.FixtureOf(model))
                    .Where(item => !ReadsOtherIds(model, item.Value))
                    .Select(item => new TheoryDataRow<string, string>(model, item.Key))
            ),
        ];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Classify_GoldenCase_IsTheReference(string model, string name)
    {
        var expected = Golden.Cases(ExportsServer.FixtureOf(model))[name];
        var scores = Expected(model, expected);

        var result = await ClassifyAsync(model, expected, topK: scores.Count);

        result.GetProperty("inputTokens").GetInt32().ShouldBe(expected.GetProperty("input_ids").GetArrayLength());
        result.GetProperty("truncated").GetBoolean().ShouldBe(expected.GetProperty("truncated").GetBoolean());
        var labels = result.GetProperty("labels").EnumerateArray().ToArray();
        labels.Length.ShouldBe(scores.Count);
        labels[0].GetProperty("label").GetString().ShouldBe(expected.GetProperty("top_label").GetString());
        labels.Select(label => label.GetProperty("score").GetDouble()).ShouldBeInOrder(SortDirection.Descending);
        foreach (var label in labels)
        {
            label.GetProperty("score").GetDouble().ShouldBe(scores[label.GetProperty("label").GetString() ?? ""], ScoreTolerance);
        }
    }

    [Fact]
    public async Task Classify_WithoutTopK_GivesFiveLabels()
    {
        var result = await ClassifyAsync("roberta", Golden.Cases("roberta-tiny")["plain-1"], topK: null);

        result.GetProperty("labels").GetArrayLength().ShouldBe(5);
    }

    [Fact]
    public async Task Classify_TopKOverTheLabels_GivesAllLabels()
    {
        var result = await ClassifyAsync("distilbert", Golden.Cases("distilbert-tiny")["plain-1"], topK: 1_000);

        result.GetProperty("labels").GetArrayLength().ShouldBe(2);
    }

    [Fact]
    public async Task Classify_AllTextsAtOnce_AnswersInTheirOrder()
    {
        var cases = Golden.Cases("distilbert-tiny").Values.ToArray();
        var body = JsonSerializer.Serialize(
            new
            {
                text = cases.Select(item => item.GetProperty("text").GetString()),
                model = "distilbert",
                topK = 1,
            }
        );

        var answer = await server.PostAsync(BadBody.Classify, body);

        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
        answer
            .Json.GetProperty("results")
            .EnumerateArray()
            .Select(result => result.GetProperty("labels")[0].GetProperty("label").GetString())
            .ShouldBe(cases.Select(item => item.GetProperty("top_label").GetString()));
    }

    /// <summary>Whether a tokenizer.json is all that is read, and gives other ids than those that PyTorch answered for.</summary>
    private static bool ReadsOtherIds(string model, JsonElement item) =>
        model is "deberta" or "deberta-types" or "xlm-roberta" or "xlm-roberta-hub" && item.TryGetProperty("fast_input_ids", out _);

    private static Dictionary<string, double> Expected(string model, JsonElement item) =>
        Golden
            .Labels(ExportsServer.FixtureOf(model))
            .Zip(item.GetProperty("scores").EnumerateArray())
            .ToDictionary(pair => pair.First, pair => pair.Second.GetDouble());

    private async Task<JsonElement> ClassifyAsync(string model, JsonElement item, int? topK)
    {
        var body = new JsonObject
        {
            ["text"] = item.GetProperty("text").GetString(),
            ["model"] = model,
            ["topK"] = topK,
        };
        if (item.TryGetProperty("text_pair", out var pair))
        {
            body["textPair"] = pair.GetString();
        }

        var answer = await server.PostAsync(BadBody.Classify, body.ToJsonString());

        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
        return answer.Json.GetProperty("results").EnumerateArray().Single();
    }
}
