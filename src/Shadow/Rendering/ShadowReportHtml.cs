using System.Xml.Linq;
using TransformerService.Evaluation.Reporting;
using TransformerService.Evaluation.Reporting.Charts;
using TransformerService.Shadow.Records;

namespace TransformerService.Shadow.Rendering;

/// <summary>A report as one self-contained HTML page: no script, font or image from elsewhere.</summary>
public static class ShadowReportHtml
{
    /// <summary>The page.</summary>
    /// <param name="report">What to show.</param>
    /// <param name="created">When it was made.</param>
    /// <param name="examples">Disagreements to show below it, worst first; those without text show their lengths.</param>
    public static string Write(ShadowReport report, DateTimeOffset created, IReadOnlyList<KeptSample> examples) =>
        HtmlPage.Write(
            $"Shadow report of {report.Model}",
            created,
            [
                HtmlPage.Section(
                    "What was found",
                    [
                        .. ((string[])[ShadowReportTables.Summary(report), .. ShadowReportTables.Facts(report)]).Select(
                            line => new XElement("p", SafeText.Of(line))
                        ),
                    ]
                ),
                HtmlPage.Section("Charts", HtmlPage.Figures(Charts(report))),
                HtmlPage.Section("Numbers", ShadowReportTables.Of(report).Select(HtmlPage.Table)),
                HtmlPage.Section("Texts", examples.Count == 0 ? [] : [HtmlPage.Table(ShadowReportTables.Examples(examples))]),
            ],
            ["Intervals are 95 % each, for one look; the verdict holds at every look (Robbins 1970; Howard et al. 2021)."]
        );

    private static IEnumerable<(string Title, XElement Drawing)> Charts(ShadowReport report)
    {
        IntervalChart windows = new(
            "Difference by window",
            "answers that differ, noise taken off (%)",
            [.. report.Windows.Where(window => window.Difference.N > 0).Select(Interval)]
        )
        {
            Limit = 100 * report.Margin,
        };
        IntervalChart slices = new(
            "Difference by kind of text",
            "answers that differ, noise included (%)",
            [.. report.Slices.Select(Interval)]
        );
        if (windows.Intervals.Count > 0)
        {
            yield return (windows.Title, windows.Draw("windows"));
        }

        if (slices.Intervals.Count > 0)
        {
            yield return (slices.Title, slices.Draw("slices"));
        }

        if (report.Calibration is { Bins.Count: > 0 } calibration)
        {
            var chart = Calibration(calibration);
            yield return (chart.Title, SvgChart.Draw(chart, "calibration"));
        }
    }

    private static ChartInterval Interval(ShadowWindow window) =>
        new(window.Window, 100 * window.Difference.Rate, 100 * window.Difference.Low, 100 * window.Difference.High);

    private static ChartInterval Interval(ShadowSlice slice) => new(slice.Slice, 100 * slice.Rate, 100 * slice.Low, 100 * slice.High);

    private static Chart Calibration(ShadowCalibration calibration) =>
        new(
            "Confidence and agreement",
            "student's confidence",
            "share of the teacher's agreement",
            [
                new ChartSeries("student", 0, [.. calibration.Bins.Select(bin => new ChartPoint(bin.Confidence, bin.Agreement))]),
                new ChartSeries("as confident as right", 1, [new(0, 0), new(1, 1)]) { IsDashed = true },
            ]
        );
}
