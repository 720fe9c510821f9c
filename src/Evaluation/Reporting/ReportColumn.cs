namespace TransformerService.Evaluation.Reporting;

/// <summary>A column of a table.</summary>
/// <param name="Title">Head of the column, with the unit.</param>
/// <param name="IsNumber">Numbers are aligned right.</param>
public sealed record ReportColumn(string Title, bool IsNumber = true);
