namespace TransformerService.Evaluation.Reporting;

/// <summary>A table, independent of the format that it is written in.</summary>
/// <param name="Caption">What it shows.</param>
/// <param name="Columns">The columns; the first one names the row.</param>
/// <param name="Rows">Cells, as many as columns.</param>
public sealed record ReportTable(string Caption, IReadOnlyList<ReportColumn> Columns, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>
    /// Creates a table with one row per item; a column consists of its head and a function that returns the cell of an item.
    /// </summary>
    public static ReportTable Of<T>(
        string caption,
        IReadOnlyList<T> items,
        params IReadOnlyList<(ReportColumn Column, Func<T, string> Cell)> columns
    ) =>
        new(
            caption,
            [.. columns.Select(column => column.Column)],
            [.. items.Select(item => (IReadOnlyList<string>)[.. columns.Select(column => column.Cell(item))])]
        );
}

/// <summary>A column of a table.</summary>
/// <param name="Title">Head of the column, with the unit.</param>
/// <param name="IsNumber">Numbers are aligned right.</param>
public sealed record ReportColumn(string Title, bool IsNumber = true);
