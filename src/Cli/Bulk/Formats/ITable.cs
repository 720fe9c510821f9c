using System.Text;
using TransformerService.Cli.Bulk.Tasks;

namespace TransformerService.Cli.Bulk.Formats;

/// <summary>Why a line cannot be done.</summary>
/// <param name="Code">The kind, one of the server's codes.</param>
/// <param name="Reason">What to change.</param>
internal sealed record LineFault(string Code, string Reason);

/// <summary>One record of a file: a line, or the lines of a quoted field, or a row.</summary>
/// <param name="Number">Its line's or row's number, from 1.</param>
/// <param name="Block">The block that it belongs to; a shard takes whole blocks.</param>
/// <param name="Raw">The record as it is written, without its end.</param>
/// <param name="End">The line's end; empty for the last line of a file that does not end with one.</param>
/// <param name="Text">The text; null where there is none.</param>
/// <param name="Fault">Why there is no text; null with a blank record, which is copied.</param>
internal sealed record Record(long Number, long Block, string Raw, string End, string? Text, LineFault? Fault);

/// <summary>An input file that is read once, and the form of its output.</summary>
internal interface ITable : IAsyncDisposable
{
    /// <summary>How far the file has been read, of <see cref="Length"/>.</summary>
    long Position { get; }

    /// <summary>The file's length, in bytes or rows.</summary>
    long Length { get; }

    /// <summary>What the output begins with.</summary>
    string Header { get; }

    /// <summary>Whether the output is compressed while it is written.</summary>
    bool IsCompressed { get; }

    /// <summary>Reads the records in their order.</summary>
    IAsyncEnumerable<Record> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Writes a record with its answer, or with an empty one.</summary>
    void Write(StringBuilder output, Record record, Answer? answer);

    /// <summary>Makes the output of what was written.</summary>
    /// <param name="part">The file that was written.</param>
    /// <param name="output">The output's path.</param>
    /// <param name="shard">Which blocks it has.</param>
    /// <param name="cancellationToken">Ends it; it can be called again.</param>
    Task FinishAsync(string part, string output, Shard shard, CancellationToken cancellationToken);
}
