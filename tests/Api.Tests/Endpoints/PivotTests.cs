using System.Net;
using System.Text.Json;
using Grpc.Core;
using Shouldly;
using TransformerService.Api.Tests.Hosting;
using TransformerService.V1;
using Xunit;

namespace TransformerService.Api.Tests.Endpoints;

/// <summary>Pairs that no model has, through English: <c>Inference:PivotLanguage</c>, over REST and gRPC.</summary>
public sealed class PivotTests : IAsyncLifetime
{
    private const string Into = """{ "task": "translation", "sourceLanguage": "de", "targetLanguage": "en" }""",
        From = """{ "task": "translation", "sourceLanguage": "en", "targetLanguage": "fr" }""";

    private readonly ApiServer _server = new(
        new FixtureRepository().Add("de-en", "marian-tiny", Into).Add("en-fr", "marian-tiny", From),
        ("Inference:PivotLanguage", "en")
    );

    private static string Text => Golden.Cases("marian-tiny").Values.First().GetProperty("text").GetString() ?? "";

    public ValueTask InitializeAsync() => _server.InitializeAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Translate_APairOfTwoModels_IsWhatTwoCallsGive()
    {
        var first = await TranslateAsync(new { text = new[] { Text, " ", "" }, model = "de-en" });
        var second = await TranslateAsync(new { text = Texts(first), model = "en-fr" });

        var both = await TranslateAsync(
            new
            {
                text = new[] { Text, " ", "" },
                source = "de-DE",
                target = "fr",
            }
        );

        Texts(both).ShouldBe(Texts(second));
        both.GetProperty("model").GetString().ShouldBe("en-fr");
        both.GetProperty("pivot").GetString().ShouldBe("en");
        both.GetProperty("steps")
            .EnumerateArray()
            .Select(static step => step.GetProperty("model").GetString())
            .ShouldBe(["de-en", "en-fr"]);
        both.GetProperty("translations")[0]
            .GetProperty("inputTokens")
            .GetInt32()
            .ShouldBe(Tokens(first, "inputTokens") + Tokens(second, "inputTokens"));
        first.TryGetProperty("pivot", out _).ShouldBeFalse();
        first.TryGetProperty("steps", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task Translate_OverGrpc_IsTheSame()
    {
        var client = new Transformer.TransformerClient(_server.Grpc);
        var rest = await TranslateAsync(
            new
            {
                text = Text,
                source = "de",
                target = "fr",
            }
        );

        var grpc = await client.TranslateAsync(
            new TranslateRequest
            {
                Texts = { Text },
                Source = "de",
                Target = "fr",
            },
            cancellationToken: TestContext.Current.CancellationToken
        );

        grpc.Translations.Select(static translation => translation.Text).ShouldBe(Texts(rest));
        grpc.Pivot.ShouldBe("en");
        grpc.Steps.Select(static step => step.Model).ShouldBe(["de-en", "en-fr"]);
        (
            await client.TranslateAsync(
                new TranslateRequest { Texts = { Text }, Model = "en-fr" },
                cancellationToken: TestContext.Current.CancellationToken
            )
        ).HasPivot.ShouldBeFalse();
    }

    [Theory]
    [InlineData("""{ "text": "a", "source": "de", "target": "es" }""", HttpStatusCode.NotFound, "no model that translates")]
    [InlineData("""{ "text": "a", "source": "fr", "target": "de" }""", HttpStatusCode.NotFound, "no model that translates")]
    [InlineData("""{ "text": "a", "target": "es" }""", HttpStatusCode.NotFound, "no model that translates")]
    [InlineData("""{ "text": "a", "source": "de", "target": "fr", "model": "en-fr" }""", HttpStatusCode.NotFound, "does not translate")]
    [InlineData(
        """{ "text": "a", "source": "de", "target": "fr", "options": { "beamSize": 2, "numHypotheses": 2 } }""",
        HttpStatusCode.BadRequest,
        "numHypotheses"
    )]
    [InlineData(
        """{ "text": "a", "source": "de", "target": "fr", "glossary": [{ "source": "a", "target": "b" }] }""",
        HttpStatusCode.BadRequest,
        "glossary"
    )]
    public async Task Translate_WhatHasNoRoute_SaysWhatToChange(string body, HttpStatusCode status, string said)
    {
        var answer = await _server.PostAsync("/v1/translate", body);

        answer.Status.ShouldBe(status, answer.Text);
        answer.Text.ShouldContain(said);
    }

    [Fact]
    public async Task Translate_WithoutTheOption_IsRefused()
    {
        await using var server = new ApiServer(new FixtureRepository().Add("de-en", "marian-tiny", Into).Add("en-fr", "marian-tiny", From));
        await server.InitializeAsync();

        var rest = await server.PostAsync("/v1/translate", """{ "text": "a", "source": "de", "target": "fr" }""");
        rest.Status.ShouldBe(HttpStatusCode.NotFound);
        var refused = await Should.ThrowAsync<RpcException>(async () =>
            await new Transformer.TransformerClient(server.Grpc).TranslateAsync(
                new TranslateRequest
                {
                    Texts = { "a" },
                    Source = "de",
                    Target = "fr",
                },
                cancellationToken: TestContext.Current.CancellationToken
            )
        );
        refused.StatusCode.ShouldBe(StatusCode.NotFound);
    }

    [Fact]
    public async Task Translate_MoreWorkThanBothStepsMayTake_IsRefusedBeforeItStarts()
    {
        await using var server = new ApiServer(
            new FixtureRepository().Add("de-en", "marian-tiny", Into).Add("en-fr", "marian-tiny", From),
            ("Inference:PivotLanguage", "en"),
            ("Inference:MaxRowsPerRequest", "10")
        );
        await server.InitializeAsync();
        var texts = Enumerable.Repeat("A man is running.", 8).ToArray();

        (await server.PostAsync("/v1/translate", JsonSerializer.Serialize(new { text = texts, model = "de-en" }))).Status.ShouldBe(
            HttpStatusCode.OK
        );
        var both = await server.PostAsync(
            "/v1/translate",
            JsonSerializer.Serialize(
                new
                {
                    text = texts,
                    source = "de",
                    target = "fr",
                }
            )
        );
        both.Status.ShouldBe(HttpStatusCode.RequestEntityTooLarge, both.Text);
        both.Text.ShouldContain("MaxRowsPerRequest");
    }

    [Fact]
    public async Task Start_APivotThatIsNotALanguage_IsRefused()
    {
        var run = await CommandLineRun.OfAsync("--Inference:PivotLanguage=the English");

        run.Code.ShouldBe(1);
        (run.Output + run.Error).ShouldContain("PivotLanguage");
    }

    private async Task<JsonElement> TranslateAsync(object body)
    {
        var answer = await _server.PostAsync("/v1/translate", JsonSerializer.Serialize(body));
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
        return answer.Json;
    }

    private static string?[] Texts(JsonElement answer) =>
        [.. answer.GetProperty("translations").EnumerateArray().Select(static item => item.GetProperty("text").GetString())];

    private static int Tokens(JsonElement answer, string field) => answer.GetProperty("translations")[0].GetProperty(field).GetInt32();
}
