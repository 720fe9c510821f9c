using System.IO.Compression;
using System.Text;
using System.Text.Json;
using CsCheck;
using Shouldly;
using TransformerService.Api.Tests.Hosting;
using TransformerService.Api.Tests.Shadow;
using TransformerService.Cli.Errors;
using Xunit;

namespace TransformerService.Api.Tests.Cli;

/// <summary>A run that is ended at any moment goes on with the same command: every line stands in the output once, in order.</summary>
public sealed class BulkResumeTests(ApiServer server) : IDisposable
{
    private readonly BulkFiles _files = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task Run_KilledAtRandomMoments_WritesEveryLineOnce()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no kill -9.");
        const int Count = 1500;
        var lines = await ManyLines.OfAsync(server);
        var whole = lines.Output(Count);
        _files.Write("in.jsonl", ManyLines.Input(Count));
        string[] command =
        [
            "translate-file",
            _files.Path("in.jsonl"),
            "--output",
            _files.Path("out.jsonl"),
            "--output-field",
            "answer",
            "--model",
            "en-fr",
            "--server",
            server.Address.AbsoluteUri,
            "--batch",
            "4",
            "--checkpoint",
            "5ms",
        ];

        // Of the output so many bytes stand when the process is killed, or it is killed while it starts.
        var moments = Gen.Int[0, whole.Length - 1].Array[5].Single();
        foreach (var bytes in moments.Order())
        {
            await using var killed = CliProcess.Start(command);
            await killed.UntilAsync(_files.Path("out.jsonl.part"), bytes);
            if (killed.HasExited)
            {
                break;
            }

            await killed.KillAsync();
        }

        var (code, said) = await CliProcess.RunAsync(command);

        code.ShouldBe((int)ExitCode.LinesFailed, said);
        (await _files.ReadAsync("out.jsonl")).ShouldBe(whole);
        (await FaultsAsync("out.jsonl")).ShouldBe(ManyLines.Bad(Count));
        Directory.GetFiles(_files.Folder).ShouldAllBe(path => !path.EndsWith(".part", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("jsonl")]
    [InlineData("jsonl.gz")]
    public async Task Run_CancelledAndItsFilesTorn_WritesEveryLineOnce(string ending)
    {
        const int Count = 400;
        var lines = await ManyLines.OfAsync(server);
        _files.Write("in.jsonl", ManyLines.Input(Count));
        var garbage = Gen.Byte.Array[0, 3000];
        await Gen.Select(Gen.Int[0, 60], garbage, garbage)
            .SampleAsync(
                async (delay, output, faults) =>
                {
                    var name = $"{Guid.NewGuid():n}.{ending}";
                    var plan = _files.Plan(server, "in.jsonl", name) with { Checkpoint = TimeSpan.Zero };
                    for (var run = 0; run < 3; run++)
                    {
                        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(20 + (delay * (run + 1))));
                        try
                        {
                            await BulkFiles.RunAsync(plan, stop.Token);
                            break;
                        }
                        catch (OperationCanceledException)
                        {
                            // What a kill leaves behind the last checkpoint.
                            await AppendAsync(plan.PartPath, output);
                            await AppendAsync(plan.Faults, faults);
                        }
                    }

                    (await BulkFiles.RunAsync(plan)).ShouldBe(ExitCode.LinesFailed);
                    (await ReadAsync(name)).ShouldBe(lines.Output(Count));
                    (await FaultsAsync(name)).ShouldBe(ManyLines.Bad(Count));
                },
                iter: 12,
                threads: 1
            );
    }

    [Fact]
    public async Task Run_Terminated_EndsWithACodeOfItsOwnAndGoesOn()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals.");
        const int Count = 3000;
        var lines = await ManyLines.OfAsync(server);
        _files.Write("in.jsonl", ManyLines.Input(Count));
        string[] command =
        [
            "translate-file",
            _files.Path("in.jsonl"),
            "-o",
            _files.Path("out.jsonl"),
            "--output-field=answer",
            $"--server={server.Address}",
            "--batch=2",
            "--in-flight=1",
            "--checkpoint=10ms",
        ];

        await using (var process = CliProcess.Start(command))
        {
            await process.UntilAsync(_files.Path("out.jsonl.part"), 500);
            process.Terminate();
            (await process.ExitAsync()).ShouldBe((int)ExitCode.Interrupted, process.Said);
            process.Said.ShouldContain("Run the same command again to go on.");
        }

        var (code, said) = await CliProcess.RunAsync(command);
        code.ShouldBe((int)ExitCode.LinesFailed, said);
        said.ShouldContain("Going on after ");
        (await _files.ReadAsync("out.jsonl")).ShouldBe(lines.Output(Count));
    }

    [Fact]
    public async Task Run_DoneBefore_IsNotDoneAgain()
    {
        _files.Write("in.txt", "two dogs\n");
        var plan = _files.Plan(server, "in.txt", "out.txt");
        (await BulkFiles.RunAsync(plan)).ShouldBe(ExitCode.Success);
        var before = File.GetLastWriteTimeUtc(_files.Path("out.txt"));

        (await BulkFiles.RunAsync(plan)).ShouldBe(ExitCode.Success);

        File.GetLastWriteTimeUtc(_files.Path("out.txt")).ShouldBe(before);
    }

    [Fact]
    public async Task Run_OfAnotherInputOrOtherOptions_IsRefusedUntilItBeginsAgain()
    {
        _files.Write("in.txt", "two dogs\n");
        var plan = _files.Plan(server, "in.txt", "out.txt");
        await BulkFiles.RunAsync(plan);

        var options = plan with { Table = plan.Table with { OutputField = "another" } };
        var refused = await Should.ThrowAsync<CliException>(BulkFiles.RunAsync(options));
        (refused.Code, refused.Message.Contains("(--output-field)", StringComparison.Ordinal)).ShouldBe((ExitCode.WrongArguments, true));

        _files.Write("in.txt", "two cats\n");
        (await Should.ThrowAsync<CliException>(BulkFiles.RunAsync(plan))).Message.ShouldContain("The input has changed");
        (await BulkFiles.RunAsync(plan with { Restart = true })).ShouldBe(ExitCode.Success);

        File.Delete(plan.JournalPath);
        (await Should.ThrowAsync<CliException>(BulkFiles.RunAsync(plan))).Message.ShouldContain("is there already");
        File.WriteAllText(plan.JournalPath, "{");
        (await Should.ThrowAsync<CliException>(BulkFiles.RunAsync(plan))).Message.ShouldContain("is not a journal");
    }

    [Fact]
    public async Task Run_RestartThatFails_KeepsTheOutputOfBefore()
    {
        _files.Write("in.csv", "text\ntwo dogs\n");
        var plan = _files.Plan(server, "in.csv", "out.csv");
        await BulkFiles.RunAsync(plan);
        var before = await _files.ReadAsync("out.csv");
        var unreachable = plan.Servers with { Addresses = [new Uri($"http://127.0.0.1:{FreePort.Find()}")], GiveUpAfter = TimeSpan.Zero };

        await Should.ThrowAsync<CliException>(BulkFiles.RunAsync(plan with { Restart = true, Servers = unreachable }));
        (await _files.ReadAsync("out.csv")).ShouldBe(before);
        (await BulkFiles.RunAsync(plan)).ShouldBe(ExitCode.Success);

        _files.Write("in.csv", "text\na cat\nthe sun\n\"without an end\n");
        await Should.ThrowAsync<CliException>(BulkFiles.RunAsync(plan with { Restart = true }));
        (await _files.ReadAsync("out.csv")).ShouldBe(before);

        _files.Write("in.csv", "text\na cat\n");
        (await BulkFiles.RunAsync(plan with { Restart = true })).ShouldBe(ExitCode.Success);
        (await _files.ReadAsync("out.csv")).ShouldStartWith("text,answer\na cat,");
    }

    [Fact]
    public async Task Run_FaultsFileOfAnother_IsRefusedUntilItBeginsAgain()
    {
        _files.Write("in.jsonl", "not JSON\n");
        _files.Write("notes.txt", "precious\n");
        var plan = _files.Plan(server, "in.jsonl", "out.jsonl") with { FaultsPath = _files.Path("notes.txt") };

        var refused = await Should.ThrowAsync<CliException>(BulkFiles.RunAsync(plan));
        refused.Message.ShouldEndWith("notes.txt is there already. Set another --faults, or --restart to replace it.");
        (await _files.ReadAsync("notes.txt")).ShouldBe("precious\n");

        (await BulkFiles.RunAsync(plan with { Restart = true })).ShouldBe(ExitCode.LinesFailed);
        (await _files.ReadAsync("notes.txt")).ShouldStartWith("""{"line":1,""");
        (await BulkFiles.RunAsync(plan)).ShouldBe(ExitCode.LinesFailed);

        var elsewhere = plan with { FaultsPath = Path.Combine(Directory.CreateDirectory(_files.Path("other")).FullName, "notes.txt") };
        (await Should.ThrowAsync<CliException>(BulkFiles.RunAsync(elsewhere))).Message.ShouldContain("(--faults)");
    }

    [Fact]
    public async Task Run_BesideAnother_IsRefused()
    {
        _files.Write("in.jsonl", ManyLines.Input(10));
        var plan = _files.Plan(server, "in.jsonl", "out.jsonl");
        await using (new FileStream(plan.PartPath, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            (await Should.ThrowAsync<CliException>(BulkFiles.RunAsync(plan))).Message.ShouldContain("is another run writing it?");
        }
    }

    private static async Task AppendAsync(string path, byte[] bytes)
    {
        if (File.Exists(path))
        {
            await File.AppendAllBytesAsync(path, bytes, Token);
        }
    }

    private async Task<string> ReadAsync(string name)
    {
        await using var file = File.OpenRead(_files.Path(name));
        await using Stream text = name.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
        using var reader = new StreamReader(text, Encoding.UTF8);
        return await reader.ReadToEndAsync(Token);
    }

    private async Task<int[]> FaultsAsync(string output) =>
        [
            .. (await _files.ReadAsync($"{output}.faults.jsonl"))
                .TrimEnd()
                .Split('\n')
                .Select(line => JsonSerializer.Deserialize<JsonElement>(line).GetProperty("line").GetInt32()),
        ];
}
