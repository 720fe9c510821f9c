using System.Diagnostics;
using Shouldly;
using TransformerService.Api.Tests.Hosting;
using Xunit;

namespace TransformerService.Api.Tests.Cli;

/// <summary>The tool's arguments, models commands and exit codes.</summary>
public sealed class CliArgumentsTests(ApiServer server) : IDisposable
{
    private readonly BulkFiles _files = new();

    public void Dispose() => _files.Dispose();

    public static TheoryData<string, string> Wrong =>
        new()
        {
            { "translate-file", "Required argument 'FILE' missing" },
            { "translate-fil x", "'translate-fil' is not an argument of this command. See 'transformer --help'." },
            { "translate-file in.txt -o o.txt --batch 0", "--batch takes a whole number from 1 to 10000." },
            { "translate-file in.txt -o o.txt --shard 3/3", "--shard takes I/N, with I from 0 to N-1, e.g. 0/4." },
            {
                "translate-file in.txt -o o.txt --server ftp://x",
                "--server takes an address such as http://localhost:8080, not 'ftp://x'."
            },
            { "translate-file in.txt -o o.txt --give-up-after 5", "--give-up-after takes a time such as 30s, 10m or 2h, at most 720h." },
            { "translate-file in.txt -o o.txt --format xml", "xml" },
            {
                "embed-file in.txt -o o.txt --langs 3",
                "'--langs' is not an argument of this command. See 'transformer embed-file --help'."
            },
            { "translate-file nothing.txt -o o.txt", "nothing.txt does not exist." },
            { "translate-file in.odt -o o.odt", "in.odt is not of a known format: .jsonl, .ndjson, .csv" },
            { "translate-file in.txt -o o.csv", "o.csv has the name of another format than in.txt" },
            { "translate-file in.txt -o in.txt", "--output must be another file than the input." },
            { "translate-file in.txt -o ", "--output is empty; name a file." },
            { "translate-file in.txt -o folder", " is a folder; name a file in it." },
            { "translate-file in.txt -o missing/o.txt", "The folder of --output missing/o.txt does not exist." },
            { "translate-file folder -o o.txt", " is a folder; name a file in it." },
            { "translate-file in.txt -o o.txt --faults in.txt", "--faults must be another file than the input." },
            { "translate-file in.txt -o o.txt --faults o.txt", "--faults must be another file than --output." },
            {
                "translate-file in.txt -o o.txt --faults o.txt.part",
                "o.txt.part, which the run writes, must be another file than --faults."
            },
            { "translate-file in.txt -o o.txt --faults o.txt.journal", "o.txt.journal, which the run writes, must be" },
            { "translate-file in.txt -o o.txt --faults ", "--faults is empty; name a file." },
            { "translate-file in.txt -o o.txt --key ", "--key must consist of printable ASCII characters" },
            { "translate-file in.srt -o o.srt --faults in.srt", "--faults must be another file than the input." },
            { "classify-file in.csv -o o.csv", "The file has no column 'text'; its columns are a, b. Name one with --column." },
            { "classify-file in.csv -o o.csv --no-header --column b", "--column takes the column's number, from 1, with --no-header." },
            { "classify-file in.csv -o o.csv --column a --output-field b", "The file has a column 'b' already" },
            { "merge in.txt -o o.txt", "has no journal beside it" },
            { "merge in.txt -o folder", " is a folder; name a file in it." },
            { "compare in.txt --other-model b", "'--model' is required" },
            { "compare in.txt --model a", "Both sides are the same: set --other-model, --other-variant or --other-server." },
            { "compare nothing.txt --model a --other-model b", "nothing.txt does not exist." },
            { "compare in.txt --model a --variant pupil", "--variant takes student or teacher." },
            { "compare in.txt --model a --other-server x", "--other-server takes an address such as http://localhost:8080, not 'x'." },
            { "compare in.txt --model a --other-model b --other-key ", "--other-key must consist of printable ASCII characters" },
            { "compare in.txt --model a --other-model b --json folder", " is a folder; name a file in it." },
            { "compare in.txt --model a --other-model b --json in.txt", "--json must be another file than the input." },
            { "compare in.txt --model a --examples -1", "--examples takes a whole number from 0 to 10000." },
            { "keys new", "'--name' is required" },
            { "keys new --name a:b", "--name takes 1 to 64 letters, digits, dots, dashes or underscores." },
            { "keys new --name a --role root", "--role takes caller or admin." },
            { "keys new --name a --requests-per-minute 0", "--requests-per-minute takes a whole number from 1 to 10000000." },
        };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task Run_WrongArguments_SayWhatToChange(string arguments, string why)
    {
        _files.Write("in.txt", "a\n");
        _files.Write("in.csv", "a,b\n1,2\n");
        _files.Write("in.odt", "");
        _files.Write("in.srt", "1\n00:00:01,000 --> 00:00:02,000\nTwo dogs.\n");
        Directory.CreateDirectory(_files.Path("folder"));
        string[] outputs = ["o.txt", "o.txt.part", "o.txt.journal", "o.csv", "o.odt", "o.srt"];
        string[] files = ["in.txt", "in.csv", "in.odt", "in.srt", "folder", .. outputs];

        var (code, said) = await CliProcess.RunAsync([
            .. arguments.Split(' ').Select(argument => files.Contains(argument) ? _files.Path(argument) : argument),
        ]);

        (code, said.Contains(why, StringComparison.Ordinal)).ShouldBe((2, true), said);
        (await _files.ReadAsync("in.txt")).ShouldBe("a\n");
        outputs.ShouldAllBe(output => !File.Exists(_files.Path(output)));
    }

    [Fact]
    public async Task Run_PipeDeviceOrLinkToTheInput_IsRefused()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no files that are pipes.");
        var token = TestContext.Current.CancellationToken;
        using (var made = Process.Start("mkfifo", [_files.Path("pipe.txt")]))
        {
            await made.WaitForExitAsync(token);
        }

        using var writer = Process.Start("sh", ["-c", "echo a > \"$0\"", _files.Path("pipe.txt")]); // who opens a pipe waits for it
        _files.Write("in.txt", "a\n");

        var (code, said) = await CliProcess.RunAsync("translate-file", _files.Path("pipe.txt"), "-o", _files.Path("o.txt"));
        (code, said.Contains("is a pipe, not a file", StringComparison.Ordinal)).ShouldBe((2, true), said);
        await writer.WaitForExitAsync(token);

        (code, said) = await CliProcess.RunAsync("translate-file", _files.Path("in.txt"), "-o", "/dev/null");
        (code, said.Contains("is a device, not a file", StringComparison.Ordinal)).ShouldBe((2, true), said);

        File.CreateSymbolicLink(_files.Path("link.txt"), _files.Path("in.txt"));
        (code, said) = await CliProcess.RunAsync(
            "translate-file",
            _files.Path("in.txt"),
            "-o",
            _files.Path("o.txt"),
            "--faults",
            _files.Path("link.txt")
        );
        (code, said.Contains("--faults must be another file than the input.", StringComparison.Ordinal)).ShouldBe((2, true), said);
    }

    [Fact]
    public async Task Models_OfAServer_AreListedAndDescribed()
    {
        var (code, said) = await CliProcess.RunAsync("models", "list", $"--server={server.Address}");
        code.ShouldBe(0, said);
        said.ShouldContain("en-fr");
        said.ShouldContain(" translation ");
        said.ShouldContain(" ready ");

        (code, said) = await CliProcess.RunAsync("models", "show", "en-fr", $"--server={server.Address}");
        code.ShouldBe(0, said);
        said.ShouldContain("en-fr: translation, ready");
        said.ShouldContain("limits of a call: 1,000 texts, 500,000 characters");

        (code, said) = await CliProcess.RunAsync("models", "show", "nope", $"--server={server.Address}");
        (code, said.Contains("There is no such model.", StringComparison.Ordinal)).ShouldBe((2, true), said);
    }
}
