using System.Text;
using System.Text.Json;
using Grpc.Core;
using Shouldly;
using TransformerService.Api.Configuration;
using TransformerService.Api.Tests.Access;
using TransformerService.Api.Tests.Hosting;
using Xunit;

namespace TransformerService.Api.Tests.Caching;

/// <summary>Kept answers over REST and gRPC.</summary>
public sealed class CacheTests : IAsyncLifetime
{
    private readonly ApiServer _server = new(ApiServer.DefaultNames(), ("Cache:Enabled", "true"));

    private const string Other = "tsk_another-caller-of-the-tests";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _server.InitializeAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static string Unique(string text) => $"{text} {Guid.NewGuid():N}";

    [Fact]
    public async Task Translate_ATextAgain_SaysSoInItsTiming()
    {
        var text = Unique("the dog runs");
        var first = await PostAsync(_server.Http, "/v1/translate", text);
        var second = await PostAsync(_server.Http, "/v1/translate", text);
        Cached(first).ShouldBeNull();
        Cached(second).ShouldBe(1);
        second.GetProperty("translations").GetRawText().ShouldBe(first.GetProperty("translations").GetRawText());
    }

    [Theory]
    [InlineData("no-store", null, null)]
    [InlineData("max-age=0, No-Store", null, null)]
    [InlineData("no-cache", null, 1)]
    [InlineData("max-stale=5", 1, 1)]
    [InlineData("\"", 1, 1)]
    public async Task Classify_CacheControl_IsObeyed(string header, int? withIt, int? afterwards)
    {
        var text = Unique("a good film");
        await PostAsync(_server.Http, "/v1/classify", text, "no-store");
        Cached(await PostAsync(_server.Http, "/v1/classify", text, header)).ShouldBeNull();
        Cached(await PostAsync(_server.Http, "/v1/classify", text)).ShouldBe(afterwards);
        Cached(await PostAsync(_server.Http, "/v1/classify", text, header)).ShouldBe(withIt);
    }

    [Fact]
    public async Task Grpc_ATextAgain_SaysSoAndObeysMetadata()
    {
        var client = new V1.Transformer.TransformerClient(_server.Grpc);
        var request = new V1.TranslateRequest { Model = "en-fr", Texts = { Unique("the cat sleeps") } };
        (await client.TranslateAsync(request, cancellationToken: Token)).Timing.CachedTexts.ShouldBe(0);
        (await client.TranslateAsync(request, cancellationToken: Token)).Timing.CachedTexts.ShouldBe(1);
        Metadata noStore = new() { { "cache-control", "no-store" } };
        (await client.TranslateAsync(request, noStore, cancellationToken: Token)).Timing.CachedTexts.ShouldBe(0);

        // REST and gRPC are one door to one model.
        Cached(await PostAsync(_server.Http, "/v1/translate", request.Texts[0])).ShouldBe(1);
    }

    [Fact]
    public async Task Stream_ATextAgain_IsAnsweredFromTheFirst()
    {
        var client = new V1.Transformer.TransformerClient(_server.Grpc);
        var text = Unique("the bird sings");
        using var call = client.TranslateStream(cancellationToken: Token);
        foreach (var id in new[] { "1", "2" })
        {
            await call.RequestStream.WriteAsync(
                new V1.TranslateStreamRequest
                {
                    Id = id,
                    Model = "en-fr",
                    Text = text,
                },
                Token
            );
            (await call.ResponseStream.MoveNext(Token)).ShouldBeTrue();
            call.ResponseStream.Current.Translated.Timing.CachedTexts.ShouldBe(id == "1" ? 0 : 1);
        }

        await call.RequestStream.CompleteAsync();
    }

    [Fact]
    public async Task Translate_AnotherKeysText_IsNotShared()
    {
        await using var keyed = await AccessServer.StartAsync([
            ("Cache:Enabled", "true"),
            .. AccessServer.Key(3, "other", AccessRole.Caller, Other),
        ]);
        using var other = new HttpClient { BaseAddress = keyed.Http.BaseAddress };
        using var app = new HttpClient { BaseAddress = keyed.Http.BaseAddress };
        app.DefaultRequestHeaders.Authorization = new("Bearer", AccessServer.CallerKey);
        other.DefaultRequestHeaders.Authorization = new("Bearer", Other);
        Cached(await PostAsync(app, "/v1/translate", "the dog runs")).ShouldBeNull();
        Cached(await PostAsync(other, "/v1/translate", "the dog runs")).ShouldBeNull();
        Cached(await PostAsync(app, "/v1/translate", "the dog runs")).ShouldBe(1);
    }

    [Fact]
    public async Task Translate_CacheDisabled_NeverSaysSo()
    {
        await using var plain = new ApiServer(ApiServer.DefaultNames(), ("Cache:Enabled", "false"));
        await plain.InitializeAsync();
        await PostAsync(plain.Http, "/v1/translate", "the dog runs");
        Cached(await PostAsync(plain.Http, "/v1/translate", "the dog runs")).ShouldBeNull();
    }

    internal static int? Cached(JsonElement answer) =>
        answer.GetProperty("timing").TryGetProperty("cachedTexts", out var cached) ? cached.GetInt32() : null;

    internal static async Task<JsonElement> PostAsync(HttpClient http, string path, string text, string? cacheControl = null)
    {
        var model = path.EndsWith("classify", StringComparison.Ordinal) ? "sentiment" : "en-fr";
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative))
        {
            Content = new StringContent(JsonSerializer.Serialize(new { text, model }), Encoding.UTF8, "application/json"),
        };
        if (cacheControl is not null)
        {
            request.Headers.TryAddWithoutValidation("Cache-Control", cacheControl);
        }

        using var response = await http.SendAsync(request, Token);
        response.EnsureSuccessStatusCode();
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync(Token)).RootElement;
    }
}
