using System.Globalization;
using Parquet;
using Shouldly;
using TransformerService.Api.Tests.Hosting;
using TransformerService.Cli.Bulk;
using TransformerService.Cli.Bulk.Formats;
using TransformerService.Cli.Errors;
using Xunit;

namespace TransformerService.Api.Tests.Cli;

/// <summary>Workers that do a shard each, as the pods of a job do, also if one is lost: their outputs joined are that of one run.</summary>
public sealed class BulkShardTests(ApiServer server) : IDisposable
{
    private const int Shards = 3;

    private readonly BulkFiles _files = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task Shards_OneWorkerKilledAndStartedAgain_AreTheWholeOutput()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no kill -9.");
        const int Count = 3500;
        var lines = await ManyLines.OfAsync(server);
        _files.Write("in.jsonl", ManyLines.Input(Count));
        await using (var lost = Start(1))
        {
            await lost.UntilAsync(Output(1) + ".part", 2000);
            await lost.KillAsync();
            File.Exists(Output(1)).ShouldBeFalse();
        }

        await using (
            CliProcess first = Start(0),
                again = Start(1),
                last = Start(2)
        )
        {
            foreach (var worker in new[] { first, again, last })
            {
                (await worker.ExitAsync()).ShouldBe((int)ExitCode.LinesFailed, worker.Said);
            }
        }

        var (code, said) = await CliProcess.RunAsync(["merge", Output(2), Output(0), Output(1), "--output", _files.Path("out.jsonl")]);

        code.ShouldBe((int)ExitCode.Success, said);
        (await _files.ReadAsync("out.jsonl")).ShouldBe(lines.Output(Count));
    }

    [Theory]
    [InlineData(2500)]
    [InlineData(2)]
    [InlineData(0)]
    public async Task Merge_RecordsOfSeveralLines_IsTheWholeOutput(int count)
    {
        _files.Write("in.csv", ManyLines.Csv(count).TrimEnd('\n') + (count == 0 ? "\n" : ""));
        await BulkFiles.RunAsync(_files.Plan(server, "in.csv", "whole.csv"));

        await Merge.RunAsync(await RunShardsAsync("in.csv", "csv.gz"), _files.Path("out.csv"), Token);

        (await _files.ReadAsync("out.csv")).ShouldBe(await _files.ReadAsync("whole.csv"));
    }

    [Fact]
    public async Task Merge_LineThatIsTooLongWithItsAnswer_StaysWhole()
    {
        const string Start = """{"text":"two dogs","pad":" """;
        _files.Write("in.jsonl", $"{Start}{new string('x', LineReader.MaxBytes - Start.Length - 2)}\"}}\n");
        await BulkFiles.RunAsync(_files.Plan(server, "in.jsonl", "whole.jsonl"));

        await Merge.RunAsync(await RunShardsAsync("in.jsonl", "jsonl"), _files.Path("out.jsonl"), Token);

        var whole = await _files.ReadAsync("whole.jsonl");
        whole.Length.ShouldBeGreaterThan(LineReader.MaxBytes + 1);
        (await _files.ReadAsync("out.jsonl") == whole).ShouldBeTrue();
    }

    [Fact]
    public async Task Merge_Parquet_HasTheRowGroupsOfTheWhole()
    {
        await ParquetFiles.WriteAsync(_files.Path("in.parquet"), ["two dogs", "a cat", null], groups: 4, new() { ["origin"] = "a crawl" });
        await BulkFiles.RunAsync(_files.Plan(server, "in.parquet", "whole.parquet"));

        await Merge.RunAsync(await RunShardsAsync("in.parquet", "parquet"), _files.Path("out.parquet"), Token);

        await using var whole = await ParquetReader.CreateAsync(_files.Path("whole.parquet"), cancellationToken: Token);
        await using var merged = await ParquetReader.CreateAsync(_files.Path("out.parquet"), cancellationToken: Token);
        merged.RowGroupCount.ShouldBe(4);
        merged.CustomMetadata.ShouldContainKeyAndValue("origin", "a crawl");
        for (var block = 0; block < 4; block++)
        {
            (await ParquetFiles.ReadScoresAsync(merged, block)).ShouldBe(await ParquetFiles.ReadScoresAsync(whole, block));
            (await ParquetFiles.ReadStringsAsync(merged, block, "answer")).ShouldBe(
                await ParquetFiles.ReadStringsAsync(whole, block, "answer")
            );
        }
    }

    [Fact]
    public async Task Merge_IncompleteOrForeignShards_IsRefused()
    {
        _files.Write("in.txt", "two dogs\n");
        var outputs = await RunShardsAsync("in.txt", "txt");

        await RefusedAsync(outputs[..2], "missing: 2");
        await RefusedAsync([.. outputs, outputs[0]], "one is there twice");
        _files.Write("in2.txt", "a cat\n");
        await BulkFiles.RunAsync(Plan("in2.txt", "other.txt", 2));
        await RefusedAsync([outputs[0], outputs[1], _files.Path("other.txt")], "is of another input");
        await RefusedAsync([_files.Path("in.txt")], "has no journal beside it");

        async Task RefusedAsync(string[] shards, string why) =>
            (await Should.ThrowAsync<CliException>(Merge.RunAsync(shards, _files.Path("out.txt"), Token))).Message.ShouldContain(why);
    }

    private async Task<string[]> RunShardsAsync(string input, string ending)
    {
        List<string> outputs = [];
        for (var index = 0; index < Shards; index++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"shard-{index}.{ending}");
            await BulkFiles.RunAsync(Plan(input, name, index));
            outputs.Add(_files.Path(name));
        }

        return [.. outputs];
    }

    private BulkPlan Plan(string input, string output, int index) =>
        _files.Plan(server, input, output) with
        {
            Shard = new Shard(index, Shards),
        };

    private string Output(int index) => _files.Path(string.Create(CultureInfo.InvariantCulture, $"out-{index}.jsonl"));

    private CliProcess Start(int index) =>
        CliProcess.Start(
            "translate-file",
            _files.Path("in.jsonl"),
            "--output",
            Output(index),
            "--output-field=answer",
            $"--server={server.Address}",
            $"--shard={new Shard(index, Shards)}",
            "--checkpoint=50ms"
        );
}
