using System.Text;
using TransformerService.Distillation.Evaluation;
using TransformerService.Evaluation.Reporting;

namespace TransformerService.Distillation.Reporting;

/// <summary>Writes reports as plain text for a terminal or a file.</summary>
internal static class ReportText
{
    public static string Write(EvaluationReport report)
    {
        var text = new StringBuilder();
        foreach (var table in ReportTables.Of(report))
        {
            TextTable.Append(text, table);
            text.Append('\n');
        }

        foreach (var note in report.Notes)
        {
            text.Append(TextTable.Clean(note)).Append('\n');
        }

        return text.ToString();
    }
}
