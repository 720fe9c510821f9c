using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text.RegularExpressions;
using Shouldly;
using TransformerService.Api.Connections;
using TransformerService.Api.Tests.Hosting;
using Xunit;

namespace TransformerService.Api.Tests.Connections;

/// <summary>A process that runs out of files to open.</summary>
public sealed partial class OpenFilesTests
{
    private const string Ok = "HTTP/1.1 200 OK";
    private const int OpenFilesResource = 7,
        Few = 600,
        Free = 31,
        Rounds = 500;
    private const ulong Many = 4_096;

    [Fact]
    public void Limit_OnLinux_IsTheProcesss()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Linux only.");
        var line = File.ReadLines("/proc/self/limits").Single(static line => line.StartsWith("Max open files", StringComparison.Ordinal));
        OpenFiles.Limit.ShouldBe(long.Parse(Number().Match(line).Value, CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Start_FewFiles_SaysSoAndStaysBelow()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Linux only.");
        using var models = ApiServer.DefaultNames();
        await using var server = await ServerProcess.StartReadyAsync(Few, $"--Models:Path={models.Root}");
        server.Output.ShouldContain(static line =>
            line.Contains(
                "Access:Limits:MaxConnections is 10000, but the process may have 600 files open, and needs some itself: 113 connections are taken at once. Raise the limit",
                StringComparison.Ordinal
            )
        );
        using var held = new HeldConnections();
        for (var address = 2; address < 8; address++)
        {
            await held.OpenAsync(server.Rest, 50, $"127.0.0.{address}");
        }

        for (var round = 0; round < 10; round++)
        {
            (await RawHttp.GetAsync(server.Rest, "/health/live")).ShouldStartWith(Ok);
        }

        server.Output.ShouldNotContain(static line => line.Contains("cannot be accepted", StringComparison.Ordinal));
        held.Dispose();
        await server.UntilAsync(async () => (await RawHttp.GetAsync(server.Rest, "/v1/models")).StartsWith(Ok, StringComparison.Ordinal));
        server.Terminate();
        (await server.ExitAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task Accept_AlmostNoFiles_KeepsThemForTheServerAndGoesOnAfterwards()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Skip("Linux only.");
            return;
        }

        using var models = ApiServer.DefaultNames();
        await using var server = await ServerProcess.StartReadyAsync((int)Many, $"--Models:Path={models.Root}");
        (await RefusedAsync(server)).ShouldBe(0); // what is asked later is loaded now

        // Above all that is open, since .NET ends a process that gets no file when it needs one; the numbers below that are free are the
        // first to be taken.
        Limit(server, (ulong)Highest(server) + Free);
        using var held = new HeldConnections();
        for (var round = 0; round < Rounds && await RefusedAsync(server) == 0; round++)
        {
            await held.AskAsync(server.Rest, "/health/live");
        }

        (await RefusedAsync(server)).ShouldBeGreaterThan(0);
        (await RawHttp.GetAsync(server.Rest, "/health/live")).ShouldBe("");
        (
            await server.Http.GetStringAsync(new Uri("/health/live", UriKind.Relative), TestContext.Current.CancellationToken)
        ).ShouldNotBeEmpty("is open already");
        await server.UntilAsync(() =>
            Task.FromResult(server.Output.Any(static line => line.Contains("has almost no files left to open", StringComparison.Ordinal)))
        );

        Limit(server, Many);
        (await RawHttp.GetAsync(server.Rest, "/health/live")).ShouldStartWith(Ok);
        server.Terminate();
        (await server.ExitAsync()).ShouldBe(0);
    }

    /// <summary>The highest number of a file that is open.</summary>
    private static int Highest(ServerProcess server) =>
        Directory
            .GetFileSystemEntries($"/proc/{server.Id}/fd")
            .Max(static file => int.Parse(Path.GetFileName(file), CultureInfo.InvariantCulture));

    [SupportedOSPlatform("linux")]
    private static void Limit(ServerProcess server, ulong files) => SetLimit(server.Id, OpenFilesResource, [files, Many], 0).ShouldBe(0);

    [SupportedOSPlatform("linux")]
    [LibraryImport("libc", EntryPoint = "prlimit")]
    private static partial int SetLimit(int process, int resource, ulong[] softAndHard, nint before);

    /// <summary>Connections refused for want of files, read by the connection that is open.</summary>
    private static async Task<long> RefusedAsync(ServerProcess server)
    {
        var page = await server.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative), TestContext.Current.CancellationToken);
        return Refused().Match(page) is { Success: true } found ? long.Parse(found.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : 0;
    }

    [GeneratedRegex(@"\d+")]
    private static partial Regex Number();

    [GeneratedRegex(@"^transformer_connections_refused(?:_connections)?_total\{[^}]*limit=""files""[^}]*\} (\d+)", RegexOptions.Multiline)]
    private static partial Regex Refused();
}
