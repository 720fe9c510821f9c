using System.Text;
using TransformerService.Evaluation.Reporting;
using TransformerService.Shadow.Records;

namespace TransformerService.Shadow.Rendering;

/// <summary>A report as plain text: aligned columns, no escape sequences.</summary>
public static class ShadowReportText
{
    public static string Write(ShadowReport report)
    {
        var text = new StringBuilder();
        foreach (
            var line in (string[])
                [$"Shadow report of {report.Model}", ShadowReportTables.Summary(report), .. ShadowReportTables.Facts(report)]
        )
        {
            text.Append(TextTable.Clean(line)).Append('\n');
        }

        foreach (var table in ShadowReportTables.Of(report))
        {
            text.Append('\n');
            TextTable.Append(text, table);
        }

        return text.ToString();
    }
}
