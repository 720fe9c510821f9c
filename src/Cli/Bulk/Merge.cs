using System.Globalization;
using Parquet;
using TransformerService.Cli.Bulk.Formats;
using TransformerService.Cli.Bulk.Journals;
using TransformerService.Cli.Errors;
using TransformerService.Client;

namespace TransformerService.Cli.Bulk;

/// <summary>Joins the outputs of all shards of a file, block by block, to what one run would have written.</summary>
internal static class Merge
{
    private const string ShardOption = "--shard",
        FaultsOption = "--faults";

    /// <summary>Joins them.</summary>
    /// <param name="outputs">The shards' outputs in any order, each with its journal beside it.</param>
    /// <param name="output">The file to write.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task RunAsync(IReadOnlyList<string> outputs, string output, CancellationToken cancellationToken)
    {
        if (File.Exists(output))
        {
            throw new CliException($"{output} is there already. Set another --output.", ExitCode.WrongArguments);
        }

        var journals = outputs.Select(path => (Path: path, Journal: Read(path))).ToArray();
        string[] ordered = [.. Order(journals)];
        var options = journals[0].Journal.Options;
        var format = Enum.Parse<TableFormat>(options["--format"]);
        FormatNames.Choose(ordered[0], output, FormatNames.All.Single(known => known.Value == format).Key);
        var part = output + ".part";
        if (format == TableFormat.Parquet)
        {
            await JoinGroupsAsync(ordered, part, cancellationToken);
        }
        else
        {
            var hasHeader = options["--no-header"].Length == 0;
            await JoinLinesAsync(ordered, output, part, Tables.LayoutOfCopy(format, hasHeader), cancellationToken);
        }

        File.Move(part, output);
    }

    private static Journal Read(string path)
    {
        var journal =
            Journal.Find(BulkPlan.JournalOf(path))
            ?? throw new CliException($"{path} has no journal beside it: it is not the output of a shard.", ExitCode.WrongArguments);
        return journal.Stage == JournalStage.Done
            ? journal
            : throw new CliException($"{path} is not complete; run its command again first.", ExitCode.WrongArguments);
    }

    /// <summary>The outputs by their shards, of which each must be there once.</summary>
    private static IEnumerable<string> Order((string Path, Journal Journal)[] outputs)
    {
        var first = outputs[0].Journal;
        var other = outputs.FirstOrDefault(output => first.WhyNotOf(AsFirst(output.Journal, first)) is not null);
        if (other.Path is not null)
        {
            throw new CliException($"{other.Path} is of another input or other options than {outputs[0].Path}.", ExitCode.WrongArguments);
        }

        var shards = outputs.Select(output => (output.Path, Shard: Shard.Parse(output.Journal.Options[ShardOption]))).ToArray();
        var count = shards[0].Shard.Count;
        var missing = Enumerable.Range(0, count).Except(shards.Select(shard => shard.Shard.Index)).ToArray();
        if (missing.Length > 0 || shards.Length != count || shards.Any(shard => shard.Shard.Count != count))
        {
            throw new CliException(
                $"Each of the {count} shards must be there once; "
                    + (missing.Length > 0 ? $"missing: {string.Join(", ", missing)}." : "one is there twice."),
                ExitCode.WrongArguments
            );
        }

        return shards.OrderBy(shard => shard.Shard.Index).Select(shard => shard.Path);
    }

    private static Journal AsFirst(Journal journal, Journal first)
    {
        var options = new SortedDictionary<string, string>(journal.Options, StringComparer.Ordinal)
        {
            [ShardOption] = first.Options[ShardOption],
            [FaultsOption] = first.Options[FaultsOption],
        };
        return journal with { Options = options };
    }

    private static async Task JoinLinesAsync(
        string[] outputs,
        string output,
        string part,
        ILayout layout,
        CancellationToken cancellationToken
    )
    {
        List<TextTable> tables = [];
        List<IAsyncEnumerator<Record>> shards = [];
        try
        {
            foreach (var path in outputs)
            {
                tables.Add(await TextTable.OpenAsync(path, output, layout, cancellationToken, LineReader.MaxOutputBytes));
                shards.Add(tables[^1].ReadAsync(cancellationToken).GetAsyncEnumerator(cancellationToken));
            }

            using var joined = new JournaledFile(part, FormatNames.IsCompressed(output), position: 0);
            joined.Write(tables[0].Header);
            for (var hasMore = true; hasMore; )
            {
                hasMore = false;
                foreach (var (index, shard) in shards.Index())
                {
                    hasMore |= await CopyBlockAsync(outputs[index], shard, joined);
                }
            }

            joined.CloseEmpty();
            joined.Checkpoint();
        }
        finally
        {
            foreach (var shard in shards)
            {
                await shard.DisposeAsync();
            }

            foreach (var table in tables)
            {
                await table.DisposeAsync();
            }
        }
    }

    private static async Task<bool> CopyBlockAsync(string path, IAsyncEnumerator<Record> shard, JournaledFile joined)
    {
        for (var count = 0; count < Shard.BlockRecords; count++)
        {
            if (!await shard.MoveNextAsync())
            {
                return false;
            }

            // Of such a line the text is not there.
            if (shard.Current.Fault is { Code: TransformerServiceErrors.InputTooLarge } fault)
            {
                throw new CliException(string.Create(CultureInfo.InvariantCulture, $"{path}, line {shard.Current.Number}: {fault.Reason}"));
            }

            joined.Write(shard.Current.Raw + shard.Current.End);
        }

        return true;
    }

    private static async Task JoinGroupsAsync(string[] outputs, string part, CancellationToken cancellationToken)
    {
        List<ParquetReader> readers = [];
        try
        {
            foreach (var path in outputs)
            {
                readers.Add(await ParquetFile.OpenAsync(path));
            }

            await using var file = new FileStream(part, FileMode.Create, FileAccess.ReadWrite, FileShare.None);
            await using var writer = await ParquetWriter.CreateAsync(readers[0].Schema, file, cancellationToken: cancellationToken);
            writer.CustomMetadata = readers[0].CustomMetadata;
            for (var block = 0; block < readers.Sum(reader => reader.RowGroupCount); block++)
            {
                var shard = block % readers.Count;
                using var from = readers[shard].OpenRowGroupReader(block / readers.Count);
                using var to = writer.CreateRowGroup();
                foreach (var field in readers[0].Schema.DataFields)
                {
                    await ParquetColumns.CopyAsync(outputs[shard], from, to, field, cancellationToken);
                }
            }
        }
        finally
        {
            foreach (var reader in readers)
            {
                await reader.DisposeAsync();
            }
        }
    }
}
