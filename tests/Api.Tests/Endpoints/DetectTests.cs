using System.Net;
using System.Text.Json;
using Shouldly;
using TransformerService.Api.Tests.Hosting;
using TransformerService.V1;
using Xunit;

namespace TransformerService.Api.Tests.Endpoints;

/// <summary>Languages through REST and gRPC, and translations whose source language is not named.</summary>
public sealed class DetectTests(ApiServer server)
{
    private const string English = "The children are playing in the garden behind the house.",
        French = "Les enfants jouent dans le jardin derrière la maison.",
        German = "Die Kinder spielen im Garten hinter dem Haus.";

    private readonly Transformer.TransformerClient _client = new(server.Grpc);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Detect_TextsOfSeveralLanguages_AreNamedInTheirOrder()
    {
        var answer = await AskAsync(BadBody.Detect, new { text = new[] { German, English, French, "12345 !!!" } });

        answer.TryGetProperty("model", out _).ShouldBeFalse();
        var detections = answer.GetProperty("detections").EnumerateArray().ToArray();
        detections.Select(LanguageOf).ShouldBe(["de", "en", "fr", "und"]);
        detections[..3].ShouldAllBe(detection => detection.GetProperty("confidence").GetDouble() > 0.9);
        detections[3].GetProperty("confidence").GetDouble().ShouldBe(0);
        detections.ShouldAllBe(detection => !HasCandidates(detection));
    }

    [Fact]
    public async Task Detect_TopK_GivesSoManyCandidatesBestFirst()
    {
        var answer = await AskAsync(BadBody.Detect, new { text = French, topK = 3 });

        var candidates = answer.GetProperty("detections")[0].GetProperty("candidates").EnumerateArray().ToArray();
        candidates.Length.ShouldBe(3);
        LanguageOf(candidates[0]).ShouldBe("fr");
        candidates.Select(one => one.GetProperty("confidence").GetDouble()).ShouldBeInOrder(SortDirection.Descending);
    }

    [Fact]
    public async Task Detect_Grpc_GivesTheSame()
    {
        var rest = await AskAsync(BadBody.Detect, new { text = new[] { German, "Hello" }, topK = 1_000 });
        var grpc = await _client.DetectAsync(new DetectRequest { Texts = { German, "Hello" }, TopK = 1_000 }, cancellationToken: Token);

        foreach (var (found, expected) in grpc.Detections.Zip(rest.GetProperty("detections").EnumerateArray()))
        {
            found.Language.ShouldBe(LanguageOf(expected));
            found.Confidence.ShouldBe(expected.GetProperty("confidence").GetDouble());
            found.Candidates.Select(one => one.Language).ShouldBe(expected.GetProperty("candidates").EnumerateArray().Select(LanguageOf));
        }
    }

    [Fact]
    public async Task Translate_Auto_TranslatesOnlyWhatTheModelReads()
    {
        var named = await AskAsync(BadBody.Translate, new { text = English, model = "en-fr" });
        var answer = await AskAsync(
            BadBody.Translate,
            new
            {
                text = new[] { French, English, German, "...", " " },
                source = "auto",
                model = "en-fr",
            }
        );

        answer.GetProperty("model").GetString().ShouldBe("en-fr");
        var texts = answer.GetProperty("translations").EnumerateArray().ToArray();
        texts.Select(text => LanguageOf(text.GetProperty("detectedLanguage"))).ShouldBe(["fr", "en", "de", "und", "und"]);
        texts.Select(TextOf).ShouldBe([French, TextOf(named.GetProperty("translations")[0]), German, "...", " "]);
        WarningOf(texts[0]).ShouldBe(("alreadyInTarget", "fr"));
        WarningOf(texts[1]).ShouldBeNull();
        WarningOf(texts[2]).ShouldBe(("sourceNotSupported", "de"));
        WarningOf(texts[3]).ShouldBeNull();
    }

    [Fact]
    public async Task Translate_AutoOfSeveralLanguages_TakesOnePlace()
    {
        await using var narrow = new ApiServer(
            new FixtureRepository().Add("m2m100", "m2m100-tiny", "{}"),
            ("Inference:MaxConcurrentRequests", "1")
        );
        await narrow.InitializeAsync();

        var body = JsonSerializer.Serialize(
            new
            {
                text = new[] { English, French, German },
                source = "auto",
                target = "es",
            }
        );
        var answer = await narrow.PostAsync(BadBody.Translate, body);

        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
        var texts = answer.Json.GetProperty("translations").EnumerateArray().ToArray();
        texts.Select(text => LanguageOf(text.GetProperty("detectedLanguage"))).ShouldBe(["en", "fr", "de"]);
        texts.ShouldAllBe(text => WarningOf(text) == null);
    }

    [Fact]
    public async Task Translate_AutoOfDocument_ReadsNoTags()
    {
        var document = $"<style>the house of the with and</style><p class=\"the content of the page\">{French}</p>";
        var answer = await AskAsync(
            BadBody.Translate,
            new
            {
                text = document,
                source = "auto",
                model = "en-fr",
                format = "html",
            }
        );

        var text = answer.GetProperty("translations")[0];
        LanguageOf(text.GetProperty("detectedLanguage")).ShouldBe("fr");
        TextOf(text).ShouldBe(document);
    }

    [Fact]
    public async Task Translate_AutoInStreamAndGrpc_NamesTheLanguage()
    {
        using var call = _client.TranslateStream(cancellationToken: Token);
        await call.RequestStream.WriteAsync(
            new TranslateStreamRequest
            {
                Id = "1",
                Text = French,
                Source = "auto",
                Model = "en-fr",
            },
            Token
        );
        await call.RequestStream.CompleteAsync();
        (await call.ResponseStream.MoveNext(Token)).ShouldBeTrue();
        var streamed = call.ResponseStream.Current.Translated.Translation;
        streamed.Text.ShouldBe(French);
        streamed.DetectedLanguage.Language.ShouldBe("fr");
        streamed.Warnings.ShouldHaveSingleItem().Kind.ShouldBe(TranslationWarningKind.AlreadyInTarget);

        var request = new TranslateRequest
        {
            Texts = { German, English },
            Source = "auto",
            Model = "en-fr",
        };
        var answer = await _client.TranslateAsync(request, cancellationToken: Token);
        answer.Translations.Select(text => text.DetectedLanguage.Language).ShouldBe(["de", "en"]);
        answer.Translations[0].Warnings.ShouldHaveSingleItem().Kind.ShouldBe(TranslationWarningKind.SourceNotSupported);
    }

    [Fact]
    public async Task Translate_WithoutAuto_NamesNoLanguage()
    {
        var answer = await AskAsync(BadBody.Translate, new { text = English, model = "en-fr" });

        answer.GetProperty("translations")[0].TryGetProperty("detectedLanguage", out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("auto", "ja", "does not translate")]
    [InlineData("AUTO", "fr", "does not translate")]
    public async Task Translate_AutoToUnknownTarget_IsRefused(string source, string target, string mentions)
    {
        var answer = await server.PostAsync(
            BadBody.Translate,
            JsonSerializer.Serialize(
                new
                {
                    text = English,
                    source,
                    target,
                    model = "en-fr",
                }
            )
        );

        answer.Status.ShouldBe(HttpStatusCode.NotFound, answer.Text);
        answer.Text.ShouldContain(mentions);
    }

    private async Task<JsonElement> AskAsync(string path, object body)
    {
        var answer = await server.PostAsync(path, JsonSerializer.Serialize(body));
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
        return answer.Json;
    }

    private static string? LanguageOf(JsonElement detection) => detection.GetProperty("language").GetString();

    private static string? TextOf(JsonElement translation) => translation.GetProperty("text").GetString();

    private static bool HasCandidates(JsonElement detection) => detection.TryGetProperty("candidates", out _);

    private static (string? Code, string? Text)? WarningOf(JsonElement translation) =>
        translation.TryGetProperty("warnings", out var warnings)
            ? (warnings[0].GetProperty("code").GetString(), warnings[0].GetProperty("text").GetString())
            : null;
}
