using System.Globalization;
using System.Text;

namespace TransformerService.Distillation.Reporting;

/// <summary>Reports as plain text for a terminal or a file: aligned columns, no escape sequences.</summary>
internal static class ReportText
{
    private const string Gap = "  ";

    public static string Write(EvaluationReport report)
    {
        var text = new StringBuilder();
        foreach (ReportTable table in ReportTables.Of(report))
        {
            Append(text, table);
            text.Append('\n');
        }

        foreach (string note in report.Notes)
        {
            text.Append(Clean(note)).Append('\n');
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, ReportTable table)
    {
        IReadOnlyList<IReadOnlyList<string>> lines =
        [
            [.. table.Columns.Select(column => column.Title)],
            .. table.Rows.Select(row => (IReadOnlyList<string>)[.. row.Select(Clean)]),
        ];
        int[] widths = [.. table.Columns.Select((_, column) => lines.Max(line => Width(line[column])))];
        text.Append(table.Caption).Append('\n');
        foreach (IReadOnlyList<string> line in lines)
        {
            IEnumerable<string> cells = line.Select((cell, column) =>
            {
                string space = new(' ', widths[column] - Width(cell));
                return table.Columns[column].IsNumber ? space + cell : cell + space;
            });
            text.Append(string.Join(Gap, cells).TrimEnd()).Append('\n');
        }
    }

    private static int Width(string text) => new StringInfo(text).LengthInTextElements;

    /// <summary>File names may hold anything, escape sequences too; a terminal must not obey them.</summary>
    private static string Clean(string text) => string.Concat(text.Select(character => char.IsControl(character) ? '\uFFFD' : character));
}
