using System.Text.Json;
using System.Text.RegularExpressions;
using Shouldly;
using TransformerService.Api.Tests.Hosting;
using Xunit;

namespace TransformerService.Api.Tests.Access;

/// <summary>The command as a process.</summary>
public sealed partial class KeysCommandTests
{
    [Fact]
    public async Task New_NameAndRole_PrintsAKeyAndTheEntryThatTakesIt()
    {
        var (code, output, error) = await RunAsync("new", "--name", "ops", "--role", "admin", "--requests-per-minute", "600");

        code.ShouldBe(0, error);
        var key = Key().Matches(output).ShouldHaveSingleItem().Value;
        key.Length.ShouldBe(47);
        var entry = JsonDocument.Parse(output[output.IndexOf('{')..(output.IndexOf('}') + 1)]).RootElement;
        entry.GetProperty("RequestsPerMinute").GetInt32().ShouldBe(600);
        var hash = entry.GetProperty("Hash").GetString() ?? "";
        await using var server = await AccessServer.StartAsync(
            ("Access:Keys:3:Name", entry.GetProperty("Name").GetString() + "2"),
            ("Access:Keys:3:Role", entry.GetProperty("Role").GetString() ?? ""),
            ("Access:Keys:3:Hash", hash)
        );
        ((int)(await server.GetAsync("/v1/models/nope/shadow/export", key)).Status).ShouldBe(
            404,
            "an admin's call, of a model that there is not"
        );
        output.ShouldContain("Access__Keys__0__Hash=" + hash);
    }

    [Theory]
    [InlineData("new")]
    [InlineData("new", "--name", "with space")]
    [InlineData("new", "--name", "a", "--role", "root")]
    [InlineData("new", "--name", "a", "--requests-per-minute", "0")]
    [InlineData("new", "--name", "a", "--requests-per-minute", "many")]
    [InlineData("new", "--name", "a", "--rolle", "admin")]
    [InlineData("new", "--name", "a", "b")]
    [InlineData("--name", "a")]
    [InlineData("old")]
    public async Task Keys_WrongArguments_EndWithASentence(params string[] arguments)
    {
        var (code, output, error) = await RunAsync(arguments);

        code.ShouldBe(2);
        error.Trim().ShouldNotContain('\n');
        error.ShouldContain("keys");
        error.ShouldNotContain("   at ");
        Key().IsMatch(output).ShouldBeFalse();
    }

    [GeneratedRegex("tsk_[A-Za-z0-9_-]+")]
    private static partial Regex Key();

    private static Task<CommandLineRun> RunAsync(params string[] arguments) => CommandLineRun.OfAsync(["keys", .. arguments]);
}
