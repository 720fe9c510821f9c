using TransformerService.Cli.Errors;

namespace TransformerService.Cli.Bulk.Formats;

/// <summary>The forms that a file can have.</summary>
internal enum TableFormat
{
    JsonLines,
    Csv,
    Tsv,
    Plain,
    Parquet,
}

/// <summary>Which form a file has, by its name.</summary>
internal static class FormatNames
{
    /// <summary>The endings of names that are known.</summary>
    public const string Known = ".jsonl, .ndjson, .csv, .tsv, .txt (each also with .gz) and .parquet";

    private const string Gzip = ".gz";

    /// <summary>The names of the formats, as --format takes them.</summary>
    public static IReadOnlyDictionary<string, TableFormat> All { get; } =
        new Dictionary<string, TableFormat>
        {
            ["jsonl"] = TableFormat.JsonLines,
            ["csv"] = TableFormat.Csv,
            ["tsv"] = TableFormat.Tsv,
            ["txt"] = TableFormat.Plain,
            ["parquet"] = TableFormat.Parquet,
        };

    public static bool IsCompressed(string path) => path.EndsWith(Gzip, StringComparison.OrdinalIgnoreCase);

    /// <summary>The form that a file's name says; null if it is not one of a table or text.</summary>
    public static TableFormat? Find(string path)
    {
        var name = IsCompressed(path) ? path[..^Gzip.Length] : path;
        return Path.GetExtension(name).ToUpperInvariant() switch
        {
            ".JSONL" or ".NDJSON" => TableFormat.JsonLines,
            ".CSV" => TableFormat.Csv,
            ".TSV" or ".TAB" => TableFormat.Tsv,
            ".TXT" => TableFormat.Plain,
            ".PARQUET" when !IsCompressed(path) => TableFormat.Parquet,
            _ => null,
        };
    }

    /// <summary>The form of an input, which its output has too.</summary>
    /// <param name="input">The input's name.</param>
    /// <param name="output">The output's name.</param>
    /// <param name="format">The form's name, if it was given.</param>
    public static TableFormat Choose(string input, string output, string? format)
    {
        var found = format is null ? Find(input) : All[format];
        if (found is not { } chosen)
        {
            throw new CliException(
                $"{Path.GetFileName(input)} is not of a known format: {Known}. Set --format for a table of another name.",
                ExitCode.WrongArguments
            );
        }

        if (Find(output) is { } other && other != chosen)
        {
            throw new CliException(
                $"{Path.GetFileName(output)} has the name of another format than {Path.GetFileName(input)}; the output has the input's.",
                ExitCode.WrongArguments
            );
        }

        if (chosen == TableFormat.Parquet && (IsCompressed(input) || IsCompressed(output)))
        {
            throw new CliException("Parquet files are compressed inside: leave out .gz.", ExitCode.WrongArguments);
        }

        return chosen;
    }
}
