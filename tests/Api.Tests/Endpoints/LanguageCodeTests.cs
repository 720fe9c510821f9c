using System.Net;
using Shouldly;
using TransformerService.Api.Tests.Hosting;
using Xunit;

namespace TransformerService.Api.Tests.Endpoints;

/// <summary>Languages with a region find the model of the language, unless there is one for the region.</summary>
public sealed class LanguageCodeTests : IAsyncLifetime
{
    private readonly ApiServer _server = new(
        new FixtureRepository()
            .Add("english", "marian-tiny", """{ "task": "translation", "sourceLanguage": "en", "targetLanguage": "fr" }""")
            .Add("american", "marian-tiny", """{ "task": "translation", "sourceLanguage": "en-US", "targetLanguage": "fr" }""")
    );

    public ValueTask InitializeAsync() => _server.InitializeAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData("en", "fr", "english")]
    [InlineData("EN", "FR", "english")]
    [InlineData("eng", "fra", "english")]
    [InlineData("en-GB", "fr", "english")]
    [InlineData("en_GB", "fr-CA", "english")]
    [InlineData("en-US", "fr", "american")]
    [InlineData("en-us", "fr", "american")]
    public async Task Translate_CodeWithARegion_FindsTheModelOfTheLanguage(string source, string target, string model)
    {
        var answer = await _server.PostAsync(BadBody.Translate, $$"""{"text":"a","source":"{{source}}","target":"{{target}}"}""");

        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
        answer.Json.GetProperty("model").GetString().ShouldBe(model);
    }

    [Theory]
    [InlineData("xx-en", "fr")]
    [InlineData("-en", "fr")]
    [InlineData("", "fr")]
    [InlineData("en", "de-fr")]
    public async Task Translate_AnotherLanguage_FindsNone(string source, string target) =>
        (await _server.PostAsync(BadBody.Translate, $$"""{"text":"a","source":"{{source}}","target":"{{target}}"}""")).ShouldBeProblem(
            404,
            "modelNotFound"
        );
}
