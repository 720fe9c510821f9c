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
            { "classify-file in.csv -o o.csv", "The file has no column 'text'; its columns are a, b. Name one with --column." },
            { "classify-file in.csv -o o.csv --no-header --column b", "--column takes the column's number, from 1, with --no-header." },
            { "classify-file in.csv -o o.csv --column a --output-field b", "The file has a column 'b' already" },
            { "merge in.txt -o o.txt", "has no journal beside it" },
            { "compare in.txt --other-model b", "'--model' is required" },
            { "compare in.txt --model a", "Both sides are the same: set --other-model, --other-variant or --other-server." },
            { "compare nothing.txt --model a --other-model b", "nothing.txt does not exist." },
            { "compare in.txt --model a --variant pupil", "--variant takes student or teacher." },
            { "compare in.txt --model a --other-server x", "--other-server takes an address such as http://localhost:8080, not 'x'." },
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
        string[] files = ["in.txt", "in.csv", "in.odt", "o.txt", "o.csv", "o.odt"];

        var (code, said) = await CliProcess.RunAsync([
            .. arguments.Split(' ').Select(argument => files.Contains(argument) ? _files.Path(argument) : argument),
        ]);

        (code, said.Contains(why, StringComparison.Ordinal)).ShouldBe((2, true), said);
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
