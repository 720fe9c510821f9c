using System.Globalization;
using TransformerService.Cli.Errors;

namespace TransformerService.Cli.Bulk.Formats;

/// <summary>One of several parts of a file: every block whose number is <paramref name="Index"/> modulo <paramref name="Count"/>.</summary>
/// <param name="Index">Which part, from 0.</param>
/// <param name="Count">How many parts there are.</param>
internal readonly record struct Shard(int Index, int Count)
{
    /// <summary>The records of a block, where the format has no blocks of its own.</summary>
    public const int BlockRecords = 1000;

    private const int MostShards = 10_000;

    /// <summary>The whole file.</summary>
    public static Shard Whole { get; } = new(0, 1);

    /// <summary>Reads <c>I/N</c>; null if it is wrong.</summary>
    public static Shard? TryParse(string written) =>
        written.Split('/') is [var index, var count]
        && int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out var at)
        && int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var of)
        && of is > 0 and <= MostShards
        && at < of
            ? new Shard(at, of)
            : null;

    /// <summary>Reads <c>I/N</c>.</summary>
    public static Shard Parse(string written) =>
        TryParse(written)
        ?? throw new CliException($"'{written}' is not a shard; write I/N, with I from 0 to N-1.", ExitCode.WrongArguments);

    public bool Has(long block) => block % Count == Index;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Index}/{Count}");
}
