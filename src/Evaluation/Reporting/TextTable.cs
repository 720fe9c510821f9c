using System.Globalization;
using System.Text;

namespace TransformerService.Evaluation.Reporting;

/// <summary>Tables as plain text for a terminal or a file: aligned columns, no escape sequences.</summary>
public static class TextTable
{
    private const string Gap = "  ";

    /// <summary>Writes a table with its caption.</summary>
    public static void Append(StringBuilder text, ReportTable table)
    {
        IReadOnlyList<IReadOnlyList<string>> lines =
        [
            [.. table.Columns.Select(column => column.Title)],
            .. table.Rows.Select(row => (IReadOnlyList<string>)[.. row.Select(Clean)]),
        ];
        int[] widths = [.. table.Columns.Select((_, column) => lines.Max(line => Width(line[column])))];
        text.Append(table.Caption).Append('\n');
        foreach (var line in lines)
        {
            var cells = line.Select(
                (cell, column) =>
                {
                    string space = new(' ', widths[column] - Width(cell));
                    return table.Columns[column].IsNumber ? space + cell : cell + space;
                }
            );
            text.Append(string.Join(Gap, cells).TrimEnd()).Append('\n');
        }
    }

    /// <summary>
    /// Replaces control characters: names and texts may contain anything, even escape sequences, and a terminal must not obey them.
    /// </summary>
    public static string Clean(string text) => string.Concat(text.Select(character => char.IsControl(character) ? '\uFFFD' : character));

    private static int Width(string text) => new StringInfo(text).LengthInTextElements;
}
