using System.Net;
using System.Text.Json;
using Grpc.Core;
using Shouldly;
using TransformerService.Api.Configuration;
using TransformerService.Api.Tests.Access;
using TransformerService.Api.Tests.Grpc;
using TransformerService.Api.Tests.Hosting;
using TransformerService.V1;
using Xunit;

namespace TransformerService.Api.Tests.Endpoints;

/// <summary>Glossaries of calls and of the default model, through both ports.</summary>
public sealed class GlossaryTests : IAsyncLifetime
{
    private const string AdminKey = "an admin key of the tests",
        Path = "/v1/models/en-fr/glossary",
        Text = "Two dogs are playing in front of the Blue Door.",
        Entries = """[{"source":"Blue Door","target":"Porte Azur"},{"source":"Acme"}]""";

    private readonly ApiServer _server = new(
        models: null,
        [.. AccessServer.Key(0, "ops", AccessRole.Admin, AdminKey), ("Access:AllowAnonymous", "true")]
    );

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static Metadata Key => new() { { "x-api-key", AdminKey } };

    private Transformer.TransformerClient Client => new(_server.Grpc);

    public ValueTask InitializeAsync() => _server.InitializeAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Translate_WithGlossary_AppliesItOnBothPorts()
    {
        var rest = await _server.PostAsync(BadBody.Translate, $$"""{"text":"{{Text}}","glossary":{{Entries}}}""");

        rest.Status.ShouldBe(HttpStatusCode.OK, rest.Text);
        var translation = rest.Json.GetProperty("translations")[0];
        translation.GetProperty("text").GetString().ShouldNotBeNull().ShouldContain("Porte Azur");
        translation.GetProperty("glossary").GetRawText().ShouldBe("""[{"source":"Blue Door","target":"Porte Azur","count":1}]""");
        translation.TryGetProperty("warnings", out _).ShouldBeFalse();

        GlossaryEntry[] entries = [new() { Source = "Blue Door", Target = "Porte Azur" }, new() { Source = "Acme" }];
        var grpc = await Client.TranslateAsync(new TranslateRequest { Texts = { Text }, Glossary = { entries } }, cancellationToken: Token);
        grpc.Translations[0].Text.ShouldBe(translation.GetProperty("text").GetString());
        grpc.Translations[0]
            .Glossary.ShouldBe([
                new AppliedEntry
                {
                    Source = "Blue Door",
                    Target = "Porte Azur",
                    Count = 1,
                },
            ]);

        using var stream = Client.TranslateStream(cancellationToken: Token);
        await stream.RequestStream.WriteAsync(
            new TranslateStreamRequest
            {
                Id = "1",
                Text = Text,
                Glossary = { entries },
            },
            Token
        );
        await stream.RequestStream.CompleteAsync();
        (await stream.ResponseStream.MoveNext(Token)).ShouldBeTrue();
        stream.ResponseStream.Current.Translated.Translation.Glossary.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Set_ByAnAdmin_AppliesUntilTheModelIsReloaded()
    {
        var set = await SendAsync(HttpMethod.Post, $$"""{"entries":{{Entries}}}""");
        set.Status.ShouldBe(HttpStatusCode.OK, set.Text);
        var hash = set.Json.GetProperty("hash").GetString().ShouldNotBeNull();
        set.Json.GetProperty("entries")[1].GetProperty("target").GetString().ShouldBe("Acme");

        (await SendAsync(HttpMethod.Get)).Text.ShouldBe(set.Text);
        var model = (await _server.GetAsync("/v1/models/en-fr")).Json;
        model.GetProperty("glossary").GetRawText().ShouldBe($$"""{"hash":"{{hash}}","entries":2}""");
        (await TranslatedAsync()).ShouldContain("Porte Azur");
        (await Client.GetModelAsync(new GetModelRequest { Name = "en-fr" }, cancellationToken: Token)).GlossaryHash.ShouldBe(hash);
        (await Client.GetGlossaryAsync(new GetGlossaryRequest { Name = "en-fr" }, Key, cancellationToken: Token)).Hash.ShouldBe(hash);

        await Client.ReloadModelAsync(new ReloadModelRequest { Name = "en-fr" }, Key, cancellationToken: Token);
        (await SendAsync(HttpMethod.Get)).Text.ShouldBe("""{"hash":"","entries":[]}""");
        (await TranslatedAsync()).ShouldNotContain("Porte Azur");

        var entry = new GlossaryEntry { Source = "Blue Door", Target = "Porte Azur" };
        await Client.SetGlossaryAsync(new SetGlossaryRequest { Name = "en-fr", Entries = { entry } }, Key, cancellationToken: Token);
        (await TranslatedAsync()).ShouldContain("Porte Azur");
        (await SendAsync(HttpMethod.Post, """{"useFile":true}""")).Json.GetProperty("hash").GetString().ShouldBe("");
    }

    [Theory]
    [InlineData("""{}""", "useFile")]
    [InlineData("""{"entries":[],"useFile":true}""", "useFile")]
    [InlineData("""{"entries":[null]}""", "$.entries[0]")]
    [InlineData("""{"entries":[{"target":"a"}]}""", "$.entries[0]")]
    [InlineData("""{"entries":[{"source":"a","targets":"b"}]}""", "$.entries[0].targets is not a field")]
    [InlineData("""{"entries":[{"source":1}]}""", "$.entries[0].source must be a string")]
    [InlineData("""{"entries":[{"source":""}]}""", "entries[0].source")]
    [InlineData("""{"entries":[{"source":"a","target":"b"},{"source":"a","target":"c"}]}""", "entries[1].target")]
    public async Task Set_WrongBody_IsRefused(string body, string mentions) =>
        (await SendAsync(HttpMethod.Post, body)).ShouldBeProblem(400, "invalidInput").ShouldContain(mentions);

    [Fact]
    public async Task Set_WithoutTheRight_IsRefused()
    {
        (await SendAsync(HttpMethod.Post, "{}", key: null)).ShouldBeProblem(401, "unauthenticated");
        (await SendAsync(HttpMethod.Get, key: "wrong")).ShouldBeProblem(401, "unauthenticated");
        (await SendAsync(HttpMethod.Get, path: "/v1/models/sentiment/glossary")).ShouldBeProblem(400, "invalidInput");
        (await SendAsync(HttpMethod.Get, path: "/v1/models/nope/glossary")).ShouldBeProblem(404, "modelNotFound");
        await Client
            .SetGlossaryAsync(new SetGlossaryRequest { Name = "en-fr" }, cancellationToken: Token)
            .ResponseAsync.ShouldFailAsync(StatusCode.Unauthenticated, "unauthenticated");
        await Client
            .GetGlossaryAsync(new GetGlossaryRequest { Name = "en-fr" }, cancellationToken: Token)
            .ResponseAsync.ShouldFailAsync(StatusCode.Unauthenticated, "unauthenticated");
        await Client
            .SetGlossaryAsync(
                new SetGlossaryRequest
                {
                    Name = "en-fr",
                    UseFile = true,
                    Entries = { new GlossaryEntry { Source = "a" } },
                },
                Key,
                cancellationToken: Token
            )
            .ResponseAsync.ShouldFailAsync(StatusCode.InvalidArgument, "invalidInput");
    }

    private async Task<string> TranslatedAsync() =>
        (await _server.PostAsync(BadBody.Translate, JsonSerializer.Serialize(new { text = Text })))
            .Json.GetProperty("translations")[0]
            .GetProperty("text")
            .GetString()
        ?? "";

    private async Task<Answer> SendAsync(HttpMethod method, string? body = null, string? key = AdminKey, string path = Path)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        request.Content = body is null ? null : new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        if (key is not null)
        {
            request.Headers.TryAddWithoutValidation("X-API-Key", key);
        }

        using var response = await _server.Http.SendAsync(request, Token);
        return await Answer.ReadAsync(response);
    }
}
