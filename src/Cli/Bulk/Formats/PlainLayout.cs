using System.Text;
using TransformerService.Cli.Bulk.Tasks;

namespace TransformerService.Cli.Bulk.Formats;

/// <summary>A text in each line; the output has the answer in its place, or an empty line.</summary>
internal sealed class PlainLayout : ILayout
{
    private const char CellSeparator = '\t';

    public bool HasHeader => false;

    /// <summary>A text without tabs and line breaks, which would begin a cell or a line.</summary>
    public static string OneLine(string text) =>
        text.AsSpan().IndexOfAny('\t', '\n', '\r') < 0
            ? text
            : text.Replace("\r\n", " ", StringComparison.Ordinal).Replace('\n', ' ').Replace('\r', ' ').Replace('\t', ' ');

    public bool IsOpen(ReadOnlySpan<char> line, bool wasOpen) => false;

    public string ReadHeader(string line) => line;

    public (string? Text, LineFault? Fault) Find(string raw) => (string.IsNullOrWhiteSpace(raw) ? null : raw, null);

    public void Write(StringBuilder output, Record record, Answer? answer)
    {
        if (answer is null)
        {
            output.Append(record.Fault is null && string.IsNullOrWhiteSpace(record.Raw) ? record.Raw : "");
            return;
        }

        // A text of one cell keeps its tabs: a line of it had them before.
        output.AppendJoin(CellSeparator, answer.Cells is [var only] ? [BrokenLines(only)] : answer.Cells.Select(OneLine));
    }

    private static string BrokenLines(string text) => text.AsSpan().IndexOfAny('\n', '\r') < 0 ? text : text.ReplaceLineEndings(" ");
}
