using System.Text.Json;
using Shouldly;
using TransformerService.Api.Tests.Access;
using Xunit;

namespace TransformerService.Api.Tests.Cli;

/// <summary>The tool's <c>keys new</c>: the server takes what it prints.</summary>
public sealed class KeysToolTests
{
    [Fact]
    public async Task New_NameAndRole_PrintsAKeyThatTheServerTakes()
    {
        var (code, said) = await CliProcess.RunAsync("keys", "new", "--name", "team-b", "--role", "admin", "--requests-per-minute", "600");

        code.ShouldBe(0, said);
        var key = said.Split('\n').Select(line => line.Trim()).Single(line => line.StartsWith("tsk_", StringComparison.Ordinal));
        using var entry = JsonDocument.Parse(said[said.IndexOf('{')..(said.IndexOf('}') + 1)]);
        entry.RootElement.GetProperty("RequestsPerMinute").GetInt32().ShouldBe(600);
        await using var server = await AccessServer.StartAsync([
            .. entry.RootElement.EnumerateObject().Select(field => ($"Access:Keys:3:{field.Name}", field.Value.ToString())),
        ]);
        ((int)(await server.GetAsync("/v1/models/en-fr/glossary", key)).Status).ShouldBe(200, "an admin's call");
        ((int)(await server.GetAsync("/v1/models", key + "x")).Status).ShouldBe(401);
        said.ShouldContain($"Access__Keys__0__Hash={entry.RootElement.GetProperty("Hash").GetString()}");
    }
}
