using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Google.Protobuf;
using Shouldly;
using TransformerService.Api.Tests.Endpoints;
using TransformerService.Api.Tests.Hosting;
using TransformerService.V1;
using Xunit;

namespace TransformerService.Api.Tests.Grpc;

/// <summary>Both doors answer alike: gRPC's JSON form of an answer is REST's, but for enums, empty lists and the times.</summary>
public sealed class GrpcAnswersTests(ApiServer server)
{
    private const double ScoreTolerance = 1e-9;

    private static readonly JsonSerializerOptions WithoutNulls = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    private readonly Transformer.TransformerClient _client = new(server.Grpc);

    public static TheoryData<string> Options =>
        [
            "{}",
            """{"beamSize":1}""",
            """{"beamSize":4,"numHypotheses":3,"maxNewTokens":20}""",
            """{"beamSize":4,"lengthPenalty":-1.5,"noRepeatNgramSize":2,"repetitionPenalty":1.3,"minNewTokens":5}""",
            """{"splitSentences":false,"maxNewTokens":8}""",
        ];

    [Theory]
    [MemberData(nameof(Options))]
    public async Task Translate_GoldenTexts_IsRestsAnswer(string options)
    {
        string[] texts = [.. Golden.Cases("marian-tiny").Values.Select(item => item.GetProperty("text").GetString() ?? "").Take(8)];
        var rest = await server.PostAsync(BadBody.Translate, $$"""{"text":{{JsonSerializer.Serialize(texts)}},"options":{{options}}}""");

        var answer = await _client.TranslateAsync(
            new TranslateRequest { Texts = { texts }, Options = TranslateOptions.Parser.ParseJson(options) },
            cancellationToken: TestContext.Current.CancellationToken
        );

        ShouldHaveAnswered(answer.Model, answer.Variant, answer.Version, answer.Timing, rest.Json);
        var expected = rest.Json.GetProperty("translations").EnumerateArray().ToArray();
        answer.Translations.Count.ShouldBe(texts.Length);
        for (var i = 0; i < texts.Length; i++)
        {
            var translation = answer.Translations[i];
            translation.Text.ShouldBe(expected[i].GetProperty("text").GetString());
            translation.Score.ShouldBe(expected[i].GetProperty("score").GetDouble(), ScoreTolerance);
            translation.InputTokens.ShouldBe(expected[i].GetProperty("inputTokens").GetInt32());
            translation.OutputTokens.ShouldBe(expected[i].GetProperty("outputTokens").GetInt32());
            translation.Truncated.ShouldBe(expected[i].GetProperty("truncated").GetBoolean());
            translation
                .FinishReason.ToString()
                .ShouldBe(expected[i].GetProperty("finishReason").GetString(), StringCompareShould.IgnoreCase);
            (translation.Statistics is null).ShouldBe(!expected[i].TryGetProperty("statistics", out _));
            translation
                .Hypotheses.Select(hypothesis => hypothesis.Text)
                .ShouldBe(
                    expected[i].TryGetProperty("hypotheses", out var list)
                        ? list.EnumerateArray().Select(item => item.GetProperty("text").GetString())
                        : []
                );
        }
    }

    [Theory]
    [InlineData("Heuristic", "beam4")]
    [InlineData("Always", "beam4_early_stopping_true")]
    [InlineData("Never", "beam4_early_stopping_never")]
    public async Task Translate_EarlyStopping_IsTheReference(string earlyStopping, string variant)
    {
        foreach (var item in Golden.Cases("marian-tiny").Values)
        {
            var variants = item.TryGetProperty("variants", out var all) ? all : default;
            if (variants.ValueKind != JsonValueKind.Object || !variants.TryGetProperty("beam4_early_stopping_never", out _))
            {
                continue;
            }

            var expected =
                variant == "beam4" ? item.GetProperty("beam4").GetProperty("text") : variants.GetProperty(variant).GetProperty("texts")[0];
            var options = new TranslateOptions
            {
                BeamSize = 4,
                MaxNewTokens = 63,
                SplitSentences = false,
                EarlyStopping = Enum.Parse<EarlyStopping>(earlyStopping),
            };

            var answer = await _client.TranslateAsync(
                new TranslateRequest { Texts = { item.GetProperty("text").GetString() }, Options = options },
                cancellationToken: TestContext.Current.CancellationToken
            );

            answer.Translations.ShouldHaveSingleItem().Text.ShouldBe(expected.GetString());
        }
    }

    [Theory]
    [InlineData("sentiment", 2, false)]
    [InlineData("intent", 3, false)]
    [InlineData("intent", null, true)]
    public async Task Classify_Texts_IsRestsAnswer(string model, int? topK, bool pairs)
    {
        string[] texts = ["a gorgeous , witty , seductive movie .", "the plot is dull ."];
        var body = new
        {
            text = texts,
            model,
            topK,
            textPair = pairs ? texts : null,
        };
        var rest = await server.PostAsync(BadBody.Classify, JsonSerializer.Serialize(body, WithoutNulls));
        var request = new ClassifyRequest
        {
            Texts = { texts },
            Model = model,
            TextPairs = { pairs ? texts : [] },
        };
        if (topK is { } k)
        {
            request.TopK = k;
        }

        var answer = await _client.ClassifyAsync(request, cancellationToken: TestContext.Current.CancellationToken);

        ShouldHaveAnswered(answer.Model, answer.Variant, answer.Version, answer.Timing, rest.Json);
        var expected = rest.Json.GetProperty("results").EnumerateArray().ToArray();
        answer.Results.Count.ShouldBe(texts.Length);
        for (var i = 0; i < texts.Length; i++)
        {
            var labels = expected[i].GetProperty("labels").EnumerateArray().ToArray();
            answer.Results[i].Labels.Select(label => label.Label).ShouldBe(labels.Select(label => label.GetProperty("label").GetString()));
            answer.Results[i].Labels[0].Score.ShouldBe(labels[0].GetProperty("score").GetDouble(), ScoreTolerance);
            answer.Results[i].InputTokens.ShouldBe(expected[i].GetProperty("inputTokens").GetInt32());
            answer.Results[i].Truncated.ShouldBe(expected[i].GetProperty("truncated").GetBoolean());
        }
    }

    [Fact]
    public async Task ListModels_Always_ListsWhatRestDoes()
    {
        var rest = await server.GetAsync("/v1/models");

        var answer = await _client.ListModelsAsync(new ListModelsRequest(), cancellationToken: TestContext.Current.CancellationToken);

        answer
            .Models.Select(model => model.Name)
            .ShouldBe(rest.Json.GetProperty("models").EnumerateArray().Select(model => model.GetProperty("name").GetString()));
        answer.Cpu.ShouldBe(rest.Json.GetProperty("cpu").GetString());
        answer.Int8Arithmetic.ShouldBe(rest.Json.GetProperty("int8Arithmetic").GetString());
    }

    [Theory]
    [InlineData("en-fr")]
    [InlineData("intent")]
    public async Task GetModel_KnownName_TellsWhatRestDoes(string name)
    {
        var rest = await server.GetAsync("/v1/models/" + name);

        var answer = await _client.GetModelAsync(
            new GetModelRequest { Name = name },
            cancellationToken: TestContext.Current.CancellationToken
        );

        // protobuf's JSON names are REST's; what differs is taken out and compared on its own.
        var variant = answer.Variants.ShouldHaveSingleItem();
        (answer.State, variant.State, variant.Variant).ShouldBe((ModelState.Ready, ModelState.Ready, Variant.Student));
        answer.Task.ShouldBe(name == "en-fr" ? ModelTask.Translation : ModelTask.TextClassification);
        var found = JsonDocument.Parse(JsonFormatter.Default.Format(answer)).RootElement;
        foreach (var field in new[] { "name", "sourceLanguage", "targetLanguage", "license", "description" })
        {
            Text(found, field).ShouldBe(Text(rest.Json, field), field);
        }

        var expected = rest.Json.GetProperty("variants")[0];
        var actual = found.GetProperty("variants")[0];
        foreach (
            var field in new[]
            {
                "folder",
                "version",
                "contentHash",
                "modelType",
                "decoder",
                "executionProvider",
                "int8Arithmetic",
                "labels",
            }
        )
        {
            Text(actual, field).ShouldBe(Text(expected, field), field);
        }

        // protobuf's JSON has numbers of 64 bits as strings.
        Regex.Replace(Text(actual, "limits") ?? "", "\"([0-9]+)\"", "$1").ShouldBe(Text(expected, "limits"));
    }

    [Fact]
    public async Task Translate_ManyAtOnce_AreAnsweredEachWithItsOwn()
    {
        var rest = await server.PostAsync(BadBody.Translate, """{"text":["Two dogs.","A man is sitting."]}""");
        var expected = rest
            .Json.GetProperty("translations")
            .EnumerateArray()
            .Select(item => item.GetProperty("text").GetString())
            .ToArray();
        string[] texts = ["Two dogs.", "A man is sitting."];

        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 40)
                .Select(async i =>
                    (
                        Index: i % 2,
                        Answer: await _client.TranslateAsync(
                            new TranslateRequest { Texts = { texts[i % 2] } },
                            cancellationToken: TestContext.Current.CancellationToken
                        )
                    )
                )
        );

        foreach (var (index, answer) in answers)
        {
            answer.Translations.ShouldHaveSingleItem().Text.ShouldBe(expected[index]);
        }
    }

    private static void ShouldHaveAnswered(string model, Variant variant, string version, Timing timing, JsonElement rest)
    {
        model.ShouldBe(rest.GetProperty("model").GetString());
        variant.ShouldBe(Variant.Student);
        version.ShouldBe(rest.GetProperty("version").GetString());
        timing.TotalMs.ShouldBeGreaterThan(0);
        timing.InferenceMs.ShouldBeInRange(0.001, timing.TotalMs);
        timing.QueueMs.ShouldBeInRange(0, timing.TotalMs);
        timing.TokenizeMs.ShouldBeInRange(0, timing.TotalMs);
    }

    // Without the white space that protobuf's formatter writes.
    private static string? Text(JsonElement element, string field) =>
        element.TryGetProperty(field, out var value) ? JsonSerializer.Serialize(value) : null;
}
