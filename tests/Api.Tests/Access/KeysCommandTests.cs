using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Shouldly;
using TransformerService.Api.Access;
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
            ("Access:Keys:3:Name", entry.GetProperty("Name").GetString() + "2"), ("Access:Keys:3:Role", entry.GetProperty("Role").GetString() ?? ""), ("Access:Keys:3:Hash", hash));
        ((int)(await server.GetAsync("/v1/models/nope/shadow/export", key)).Status).ShouldBe(404, "an admin's call, of a model that there is not");
        output.ShouldContain("Access__Keys__0__Hash=" + hash);
    }

    [Theory]
    [InlineData("new")]
    [InlineData("new", "--name", "with space")]
    [InlineData("new", "--name", "a", "--role", "root")]
    [InlineData("new", "--name", "a", "--requests-per-minute", "0")]
    [InlineData("old")]
    public async Task Keys_WrongArguments_EndWithASentence(params string[] arguments)
    {
        var (code, output, error) = await RunAsync(arguments);

        code.ShouldBe(1);
        error.ShouldNotBeNullOrWhiteSpace();
        error.ShouldNotContain("   at ");
        Key().IsMatch(output).ShouldBeFalse();
    }

    [GeneratedRegex("tsk_[A-Za-z0-9_-]+")]
    private static partial Regex Key();

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(AccessOptions).Assembly.Location, "keys", .. arguments])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException("dotnet does not start.");
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output, await error);
    }
}
