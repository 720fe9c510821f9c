using Shouldly;
using TransformerService.Api.Tests.Hosting;
using Xunit;

namespace TransformerService.Api.Tests.Endpoints;

/// <summary>The logs never hold what a user sent, at any level.</summary>
public sealed class PrivacyTests(ApiServer server)
{
    [Theory]
    [InlineData(BadBody.Translate, """{"text":"quetzalcanary","model":"en-fr"}""")]
    [InlineData(BadBody.Translate, """{"text":"quetzalcanary","model":"quetzalcanary"}""")]
    [InlineData(BadBody.Translate, """{"text":"quetzalcanary","quetzalcanary":1}""")]
    [InlineData(BadBody.Translate, """{"text":"quetzalcanary""")]
    [InlineData(BadBody.Translate, """{"text":"quetzalcanary","options":{"beamSize":"quetzalcanary"}}""")]
    [InlineData(BadBody.Classify, """{"text":["quetzalcanary"],"textPair":"quetzalcanary","model":"sentiment"}""")]
    public async Task Post_AnyBody_LeavesNoTextInTheLogs(string path, string body)
    {
        await server.PostAsync(path, body);

        server.Logs.ShouldNotBeEmpty();
        server.Logs.Where(line => line.Contains("quetzalcanary", StringComparison.OrdinalIgnoreCase)).ShouldBeEmpty();
    }
}
