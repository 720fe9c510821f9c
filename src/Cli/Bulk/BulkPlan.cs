using TransformerService.Cli.Bulk.Formats;
using TransformerService.Cli.Bulk.Journals;
using TransformerService.Cli.Bulk.Tasks;
using TransformerService.Cli.Servers;

namespace TransformerService.Cli.Bulk;

/// <summary>What a run does, as its arguments say.</summary>
internal sealed record BulkPlan
{
    private const string PartSuffix = ".part";

    /// <summary>The command's name.</summary>
    public required string Command { get; init; }

    public required IBulkTask Task { get; init; }

    public required TableSettings Table { get; init; }

    public required ServerPoolSettings Servers { get; init; }

    public Shard Shard { get; init; } = Shard.Whole;

    /// <summary>Texts of a call, at most; the server's own limit holds too.</summary>
    public int Batch { get; init; } = 32;

    /// <summary>The file of lines that could not be done, or only in part. Default: beside the output.</summary>
    public string? FaultsPath { get; init; }

    /// <summary>Whether the texts of these lines stand there too.</summary>
    public bool FaultsWithText { get; init; }

    /// <summary>Whether the run succeeds although some lines could not be done, or only in part.</summary>
    public bool AllowFaults { get; init; }

    /// <summary>Whether what an earlier run left is replaced. Its output stays until the new one is whole.</summary>
    public bool Restart { get; init; }

    /// <summary>How often the files are flushed and the journal is written.</summary>
    public TimeSpan Checkpoint { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>What is written until the output is whole.</summary>
    public string PartPath => Table.Output + PartSuffix;

    public string JournalPath => JournalOf(Table.Output);

    public string Faults => FaultsPath ?? Table.Output + ".faults.jsonl";

    /// <summary>The journal beside an output.</summary>
    public static string JournalOf(string output) => output + ".journal";

    /// <summary>What a run writes beside its output and the file of faults.</summary>
    public static IReadOnlyList<string> WorkFiles(string output) =>
        [output + PartSuffix, JournalOf(output), Journal.TemporaryOf(JournalOf(output)), ParquetTable.TemporaryOf(output)];

    /// <summary>What must be the same for a run to go on where another ended.</summary>
    public SortedDictionary<string, string> Options()
    {
        var options = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["command"] = Command,
            ["--format"] = Table.Format.ToString(),
            ["--field"] = Table.Column,
            ["--output-field"] = Table.OutputField,
            ["--no-header"] = Table.HasHeader ? "" : "true",
            ["--shard"] = Shard.ToString(),
            ["--faults"] = Path.GetRelativePath(Path.GetDirectoryName(Path.GetFullPath(Table.Output)) ?? "", Path.GetFullPath(Faults)),
            ["--faults-with-text"] = FaultsWithText ? "true" : "",
            [".gz"] = FormatNames.IsCompressed(Table.Output) ? "true" : "",
        };
        foreach (var (name, value) in Task.Options)
        {
            options[name] = value;
        }

        return options;
    }
}
