using System.Net;
using Shouldly;
using TransformerService.Api.Tests.Hosting;
using Xunit;

namespace TransformerService.Api.Tests.Endpoints;

/// <summary>A fresh start with nothing configured serves the three default models.</summary>
public sealed class DefaultModelsTests : IAsyncLifetime
{
    private readonly ApiServer _server = new(models: null);

    public ValueTask InitializeAsync() => _server.InitializeAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Models_NothingConfigured_AreTheThreeDefaultsAndReady()
    {
        var answer = await _server.GetAsync("/v1/models");

        var models = answer.Json.GetProperty("models").EnumerateArray().ToArray();
        models.Select(model => model.GetProperty("name").GetString()).ShouldBe(["en-fr", "intent", "sentiment"]);
        models.Select(model => model.GetProperty("state").GetString()).ShouldAllBe(state => state == "ready");
        (await _server.GetAsync("/health/ready")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("/v1/translate", """{"text":"Two dogs are playing in the snow."}""")]
    [InlineData("/v1/classify", """{"text":"a gorgeous , witty , seductive movie .","model":"sentiment"}""")]
    [InlineData("/v1/classify", """{"text":"what is my checking account balance","model":"intent"}""")]
    public async Task Call_NothingConfigured_IsAnswered(string path, string body)
    {
        var answer = await _server.PostAsync(path, body);

        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
    }
}
