using System.Globalization;
using System.Text;
using TransformerService.Cli.Bulk.Tasks;
using TransformerService.Cli.Errors;
using TransformerService.Client;

namespace TransformerService.Cli.Bulk.Formats;

/// <summary>
/// Columns: CSV as RFC 4180 has it, whose fields may be quoted and have line breaks, or TSV, whose fields end at tabs and line ends alone.
/// The answer becomes the last columns; they are empty where there is none. The other columns stay as they were written.
/// </summary>
/// <param name="delimiter">What stands between fields.</param>
/// <param name="hasHeader">Whether the first record names the columns.</param>
/// <param name="column">The column with the text: its name, or its number from 1 without a header; null if none is needed.</param>
/// <param name="columns">The answer's columns.</param>
internal sealed class DelimitedLayout(char delimiter, bool hasHeader, string? column, IReadOnlyList<string> columns) : ILayout
{
    public const char Comma = ',',
        Tab = '\t';

    private const char Quote = '"';

    private readonly bool _isQuoted = delimiter != Tab;
    private int _column = !hasHeader && column is not null ? ToNumber(column) : -1;
    private int _count;

    public bool HasHeader => hasHeader;

    public bool IsOpen(ReadOnlySpan<char> line, bool wasOpen)
    {
        if (!_isQuoted)
        {
            return false;
        }

        var (isOpen, atStart) = (wasOpen, !wasOpen);
        for (var i = 0; i < line.Length; i++)
        {
            if (isOpen)
            {
                if (line[i] == Quote && i + 1 < line.Length && line[i + 1] == Quote)
                {
                    i++;
                }
                else if (line[i] == Quote)
                {
                    isOpen = false;
                }
            }
            else
            {
                isOpen = atStart && line[i] == Quote;
                atStart = line[i] == delimiter;
            }
        }

        return isOpen;
    }

    public string ReadHeader(string line)
    {
        var names = Split(line);
        _count = names.Count;
        if (column is not null)
        {
            _column = names.IndexOf(column);
            if (_column < 0 || names.LastIndexOf(column) != _column)
            {
                var fault = _column < 0 ? "has no column" : "has more than one column";
                throw new CliException(
                    $"The file {fault} '{column}'; its columns are {string.Join(", ", names)}. Name one with --column.",
                    ExitCode.WrongArguments
                );
            }

            if (names.Intersect(columns).FirstOrDefault() is { } taken)
            {
                throw new CliException(
                    $"The file has a column '{taken}' already; name another with --output-field.",
                    ExitCode.WrongArguments
                );
            }
        }

        var text = new StringBuilder(line);
        Append(text, columns);
        return text.ToString();
    }

    public (string? Text, LineFault? Fault) Find(string raw)
    {
        if (raw.Length == 0)
        {
            return (null, null);
        }

        var fields = Split(raw);
        var count = hasHeader ? _count : Math.Max(_count, _column + 1);
        return fields.Count == count || (!hasHeader && fields.Count > _column)
            ? (fields[Math.Max(0, _column)], null)
            : (null, new LineFault(TransformerServiceErrors.InvalidInput, $"The line has {fields.Count} columns in place of {count}."));
    }

    public void Write(StringBuilder output, Record record, Answer? answer)
    {
        output.Append(record.Raw);
        if (record.Raw.Length == 0 && record.Fault is null)
        {
            return;
        }

        // A short line's answer stands in its column nevertheless.
        for (var missing = record.Fault is null ? 0 : _count - Split(record.Raw).Count; missing > 0; missing--)
        {
            output.Append(delimiter);
        }

        Append(output, answer?.Cells ?? [.. columns.Select(static _ => "")]);
    }

    private static int ToNumber(string column) =>
        int.TryParse(column, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number - 1
            : throw new CliException("--column takes the column's number, from 1, with --no-header.", ExitCode.WrongArguments);

    private void Append(StringBuilder output, IEnumerable<string> cells)
    {
        foreach (var cell in cells)
        {
            output.Append(delimiter).Append(_isQuoted ? Quoted(cell) : PlainLayout.OneLine(cell));
        }
    }

    private string Quoted(string cell) =>
        cell.AsSpan().IndexOfAny([delimiter, Quote, '\n', '\r']) < 0 ? cell : $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private List<string> Split(string raw)
    {
        if (!_isQuoted)
        {
            return [.. raw.Split(delimiter)];
        }

        List<string> fields = [];
        var field = new StringBuilder();
        var (isOpen, atStart) = (false, true);
        for (var i = 0; i < raw.Length; i++)
        {
            var character = raw[i];
            if (isOpen && character == Quote && i + 1 < raw.Length && raw[i + 1] == Quote)
            {
                field.Append(raw[i++]);
            }
            else if ((isOpen || atStart) && character == Quote)
            {
                isOpen = !isOpen;
                atStart = false;
            }
            else if (!isOpen && character == delimiter)
            {
                fields.Add(field.ToString());
                field.Clear();
                atStart = true;
            }
            else
            {
                field.Append(character);
                atStart = false;
            }
        }

        fields.Add(field.ToString());
        return fields;
    }
}
