using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Shouldly;
using TransformerService.Api.Tests.Hosting;
using Xunit;

namespace TransformerService.Api.Tests.Endpoints;

/// <summary>What PyTorch answered for the translation fixtures, through REST and every kind of decoder.</summary>
public sealed class TranslateGoldenTests(ExportsServer server)
{
    private const double ScoreTolerance = 1e-4;

    // The reference's max_length counts the start token, maxNewTokens doesn't.
    private const int ReferenceNewTokens = 63;

    private static readonly string[] Models = ["marian-split", "marian-merged", "marian-nopast", "t5-split", "t5-merged"];

    private static readonly Dictionary<string, IReadOnlyDictionary<string, JsonElement>> Cases = Models.ToDictionary(
        model => model,
        model => Golden.Cases(ExportsServer.FixtureOf(model))
    );

    private static readonly Dictionary<string, string> Variants = new()
    {
        ["beam2"] = """{"beamSize":2}""",
        ["beam6_return_4"] = """{"beamSize":6,"numHypotheses":4}""",
        ["beam4_length_penalty_2"] = """{"beamSize":4,"lengthPenalty":2.0}""",
        ["beam4_length_penalty_0.5"] = """{"beamSize":4,"lengthPenalty":0.5}""",
        ["beam4_early_stopping_true"] = """{"beamSize":4,"earlyStopping":true}""",
        ["beam4_early_stopping_never"] = """{"beamSize":4,"earlyStopping":"never"}""",
        ["beam4_no_repeat_ngram_3"] = """{"beamSize":4,"noRepeatNgramSize":3}""",
        ["greedy_repetition_penalty_1.3"] = """{"beamSize":1,"repetitionPenalty":1.3}""",
        ["beam4_max_length_12"] = """{"beamSize":4,"maxNewTokens":11}""",
        ["greedy_max_length_12"] = """{"beamSize":1,"maxNewTokens":11}""",
    };

    public static TheoryData<string, string> CaseNames =>
        [.. Models.SelectMany(model => Cases[model].Keys.Select(name => new TheoryDataRow<string, string>(model, name)))];

    public static TheoryData<string, string, string> CaseVariants =>
        [
            .. Models.SelectMany(model =>
                Cases[model]
                    .Where(item => item.Value.TryGetProperty("variants", out _))
                    .SelectMany(item =>
                        Variants
                            .Keys.Where(variant => item.Value.GetProperty("variants").TryGetProperty(variant, out _))
                            .Select(variant => new TheoryDataRow<string, string, string>(model, item.Key, variant))
                    )
            ),
        ];

    [Theory]
    [MemberData(nameof(CaseNames))]
    public async Task Translate_Greedy_IsTheReference(string model, string name)
    {
        var expected = Cases[model][name];

        var translation = await TranslateAsync(model, expected, """{"beamSize":1}""");

        ShouldHaveRead(translation, expected);
        translation.GetProperty("text").GetString().ShouldBe(expected.GetProperty("greedy").GetProperty("text").GetString());
        translation
            .GetProperty("outputTokens")
            .GetInt32()
            .ShouldBe(expected.GetProperty("greedy").GetProperty("sequence").GetArrayLength() - 1);
    }

    [Theory]
    [MemberData(nameof(CaseNames))]
    public async Task Translate_Beam4_IsTheReference(string model, string name)
    {
        var expected = Cases[model][name];

        var translation = await TranslateAsync(model, expected, """{"beamSize":4}""");

        ShouldHaveRead(translation, expected);
        translation.GetProperty("text").GetString().ShouldBe(expected.GetProperty("beam4").GetProperty("text").GetString());
        translation
            .GetProperty("score")
            .GetDouble()
            .ShouldBe(expected.GetProperty("beam4").GetProperty("sequences_scores").GetDouble(), ScoreTolerance);
    }

    [Theory]
    [MemberData(nameof(CaseVariants))]
    public async Task Translate_WithOptions_IsTheReference(string model, string name, string variant)
    {
        var expected = Cases[model][name].GetProperty("variants").GetProperty(variant);
        string[] texts = [.. expected.GetProperty("texts").EnumerateArray().Select(text => text.GetString() ?? "")];
        double[] scores = expected.TryGetProperty("sequences_scores", out var list)
            ? [.. list.EnumerateArray().Select(score => score.GetDouble())]
            : [];

        var translation = await TranslateAsync(model, Cases[model][name], Variants[variant]);

        translation.GetProperty("text").GetString().ShouldBe(texts[0]);
        if (scores.Length > 0)
        {
            translation.GetProperty("score").GetDouble().ShouldBe(scores[0], ScoreTolerance);
        }

        if (texts.Length == 1)
        {
            translation.TryGetProperty("hypotheses", out _).ShouldBeFalse();
            return;
        }

        var hypotheses = translation.GetProperty("hypotheses").EnumerateArray().ToArray();
        hypotheses.Select(hypothesis => hypothesis.GetProperty("text").GetString()).ShouldBe(texts);
        for (var i = 0; i < scores.Length; i++)
        {
            hypotheses[i].GetProperty("score").GetDouble().ShouldBe(scores[i], ScoreTolerance, i.ToString(CultureInfo.InvariantCulture));
        }
    }

    [Theory]
    [InlineData("marian-split")]
    [InlineData("marian-nopast")]
    [InlineData("t5-merged")]
    public async Task Translate_AllTextsAtOnce_AnswersInTheirOrder(string model)
    {
        var texts = Cases[model].Values.Select(item => item.GetProperty("text").GetString()).ToArray();
        var body = JsonSerializer.Serialize(
            new
            {
                text = texts,
                model,
                options = new
                {
                    beamSize = 4,
                    maxNewTokens = ReferenceNewTokens,
                    splitSentences = false,
                },
            }
        );

        var answer = await server.PostAsync(BadBody.Translate, body);

        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
        answer
            .Json.GetProperty("translations")
            .EnumerateArray()
            .Select(item => item.GetProperty("text").GetString())
            .ShouldBe(Cases[model].Values.Select(item => item.GetProperty("beam4").GetProperty("text").GetString()));
    }

    private static void ShouldHaveRead(JsonElement translation, JsonElement expected)
    {
        translation.GetProperty("inputTokens").GetInt32().ShouldBe(expected.GetProperty("input_ids").GetArrayLength());
        var isCut = translation.GetProperty("finishReason").GetString() == "length";
        translation.GetProperty("truncated").GetBoolean().ShouldBe(expected.GetProperty("truncated").GetBoolean() || isCut);
    }

    private async Task<JsonElement> TranslateAsync(string model, JsonElement item, string options)
    {
        var all = JsonNode.Parse(options)?.AsObject() ?? [];
        all.TryAdd("maxNewTokens", ReferenceNewTokens);
        all.TryAdd("splitSentences", false);
        var body = new JsonObject
        {
            ["text"] = item.GetProperty("text").GetString(),
            ["model"] = model,
            ["options"] = all,
        };

        var answer = await server.PostAsync(BadBody.Translate, body.ToJsonString());

        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
        return answer.Json.GetProperty("translations").EnumerateArray().Single();
    }
}
