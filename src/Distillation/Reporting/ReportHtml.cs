using System.Globalization;
using System.Xml.Linq;
using TransformerService.Distillation.Evaluation;
using TransformerService.Distillation.Reporting.Charts;
using TransformerService.Evaluation.Reporting;
using TransformerService.Evaluation.Reporting.Charts;

namespace TransformerService.Distillation.Reporting;

/// <summary>Writes reports as an <see cref="HtmlPage"/>.</summary>
internal static class ReportHtml
{
    public static string Write(EvaluationReport report) =>
        HtmlPage.Write(
            $"Evaluation of {report.Model}",
            report.Created,
            [
                HtmlPage.Section("Scores", ReportTables.Of(report).Select(HtmlPage.Table)),
                HtmlPage.Section("Score, size and speed", Figures(ReportCharts.Costs(report.Rows), "cost")),
                HtmlPage.Section(
                    "Learning curves",
                    [
                        .. Figures(ReportCharts.LearningCurves(report.Curves), "curve"),
                        .. report.Curves.Count == 0 ? [] : (XElement[])[Points(report.Curves)],
                    ]
                ),
            ],
            report.Notes
        );

    private static IEnumerable<XElement> Figures(IReadOnlyList<Chart> charts, string id) =>
        HtmlPage.Figures(
            charts.Select(
                (chart, number) => (chart.Title, SvgChart.Draw(chart, string.Create(CultureInfo.InvariantCulture, $"{id}-{number + 1}")))
            )
        );

    private static XElement Points(IReadOnlyList<LearningCurve> curves) =>
        new(
            "details",
            new XElement("summary", "The points as numbers"),
            curves.Select(curve => HtmlPage.Table(ReportTables.Points(curve)))
        );
}
