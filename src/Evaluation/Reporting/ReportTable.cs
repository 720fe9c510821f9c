namespace TransformerService.Evaluation.Reporting;

/// <summary>A table as people read it, whatever it is printed on.</summary>
/// <param name="Caption">What it shows.</param>
/// <param name="Columns">The first names the row.</param>
/// <param name="Rows">Cells, as many as columns.</param>
public sealed record ReportTable(string Caption, IReadOnlyList<ReportColumn> Columns, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>Makes a row of each item; a column has its head and what it says of an item.</summary>
    public static ReportTable Of<T>(string caption, IReadOnlyList<T> items, params IReadOnlyList<(ReportColumn Column, Func<T, string> Cell)> columns) => new(
        caption,
        [.. columns.Select(column => column.Column)],
        [.. items.Select(item => (IReadOnlyList<string>)[.. columns.Select(column => column.Cell(item))])]);
}
