using System.Net;
using System.Text.Json;
using Shouldly;
using TransformerService.Api.Tests.Hosting;
using TransformerService.V1;
using Xunit;

namespace TransformerService.Api.Tests.Endpoints;

/// <summary>Models that translate between many languages, over REST and gRPC.</summary>
public sealed class TranslationLanguagesTests(ExportsServer server)
{
    private static readonly object Greedy = new
    {
        beamSize = 1,
        maxNewTokens = 47,
        splitSentences = false,
    };

    private readonly Transformer.TransformerClient _client = new(server.Grpc);

    [Theory]
    [InlineData("m2m100")]
    [InlineData("nllb")]
    [InlineData("mbart50")]
    public async Task Translate_EveryGoldenCase_IsTheReferenceFromBothPorts(string model)
    {
        foreach (var (name, golden) in Golden.Cases(ExportsServer.FixtureOf(model)))
        {
            var (text, from, into) = (Text(golden, "text"), Text(golden, "source_lang"), Text(golden, "target_lang"));
            var expected = golden.GetProperty("greedy").GetProperty("text").GetString();
            var rest = await server.PostAsync(
                "/v1/translate",
                JsonSerializer.Serialize(
                    new
                    {
                        text,
                        model,
                        source = from,
                        target = into,
                        options = Greedy,
                    }
                )
            );
            rest.Status.ShouldBe(HttpStatusCode.OK, rest.Text);
            rest.Json.GetProperty("translations")[0].GetProperty("text").GetString().ShouldBe(expected, name);
            var grpc = await _client.TranslateAsync(
                new TranslateRequest
                {
                    Texts = { text },
                    Model = model,
                    Source = from,
                    Target = into,
                    Options = new TranslateOptions
                    {
                        BeamSize = 1,
                        MaxNewTokens = 47,
                        SplitSentences = false,
                    },
                },
                cancellationToken: TestContext.Current.CancellationToken
            );
            grpc.Translations[0].Text.ShouldBe(expected, name);
        }
    }

    [Fact]
    public async Task Translate_SplitText_MarksEverySentence()
    {
        var alone = await TranslateAsync("nllb", "Where is the station?");
        var two = await TranslateAsync("nllb", "Where is the station? Where is the station?");

        two.ShouldBe($"{alone} {alone}");
    }

    [Fact]
    public async Task GetModel_ManyLanguages_ListsThemOnBothPorts()
    {
        var rest = (await server.GetAsync("/v1/models/m2m100")).Json;
        var grpc = await _client.GetModelAsync(
            new GetModelRequest { Name = "m2m100" },
            cancellationToken: TestContext.Current.CancellationToken
        );

        string[] sources = [.. rest.GetProperty("sourceLanguages").EnumerateArray().Select(code => code.GetString() ?? "")];
        sources.Length.ShouldBe(100);
        sources.ShouldContain("fr");
        grpc.SourceLanguages.ShouldBe(sources);
        grpc.TargetLanguages.ShouldBe(sources);
        rest.GetProperty("targetLanguages").GetArrayLength().ShouldBe(100);
        (await server.GetAsync("/v1/models/marian-split")).Json.TryGetProperty("sourceLanguages", out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("""{ "text": "a", "model": "m2m100", "source": "en", "target": "tlh" }""", HttpStatusCode.NotFound)]
    [InlineData("""{ "text": "a", "model": "m2m100", "source": "tlh", "target": "fr" }""", HttpStatusCode.NotFound)]
    [InlineData("""{ "text": "a", "source": "en", "target": "tlh" }""", HttpStatusCode.NotFound)]
    [InlineData("""{ "text": "a", "model": "m2m100", "source": "en", "target": "\u0000" }""", HttpStatusCode.NotFound)]
    [InlineData("""{ "text": "a", "model": "m2m100", "source": "en", "target": "__fr__ </s>" }""", HttpStatusCode.NotFound)]
    public async Task Translate_LanguageThatNoModelHas_IsRefused(string body, HttpStatusCode expected) =>
        (await server.PostAsync("/v1/translate", body)).Status.ShouldBe(expected);

    [Theory]
    [InlineData("bart", "Where is the station?")]
    [InlineData("pegasus", "Where is the station?")]
    public async Task Translate_ModelOfNoLanguages_AnswersAsConfigured(string model, string text)
    {
        var golden = Golden.Cases(ExportsServer.FixtureOf(model)).Values.Single(item => Text(item, "text") == text);

        var answer = await server.PostAsync(
            "/v1/translate",
            JsonSerializer.Serialize(
                new
                {
                    text,
                    model,
                    options = new { splitSentences = false },
                }
            )
        );

        answer
            .Json.GetProperty("translations")[0]
            .GetProperty("text")
            .GetString()
            .ShouldBe(golden.GetProperty("as_configured").GetProperty("texts")[0].GetString());
    }

    private async Task<string?> TranslateAsync(string model, string text)
    {
        var answer = await server.PostAsync(
            "/v1/translate",
            JsonSerializer.Serialize(
                new
                {
                    text,
                    model,
                    source = "en",
                    target = "de",
                    options = new { beamSize = 1 },
                }
            )
        );
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
        return answer.Json.GetProperty("translations")[0].GetProperty("text").GetString();
    }

    private static string Text(JsonElement golden, string field) => golden.GetProperty(field).GetString() ?? "";
}
