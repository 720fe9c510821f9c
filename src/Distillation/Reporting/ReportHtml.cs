using System.Globalization;
using System.Xml.Linq;
using TransformerService.Distillation.Reporting.Charts;

namespace TransformerService.Distillation.Reporting;

/// <summary>
/// Reports as one HTML page that needs nothing else: no script, no font, no picture from elsewhere. It is well-formed XML too, written by
/// an XML writer, so that no text can become markup.
/// </summary>
internal static class ReportHtml
{
    public static string Write(EvaluationReport report)
    {
        string title = SafeText.Of($"Evaluation of {report.Model}");
        string created = report.Created.ToUniversalTime().ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
        IReadOnlyList<ReportTable> tables = ReportTables.Of(report);
        IReadOnlyList<Chart> costs = ReportCharts.Costs(report.Rows);
        IReadOnlyList<Chart> curves = ReportCharts.LearningCurves(report.Curves);
        var page = new XElement(
            "html",
            new XAttribute("lang", "en"),
            new XElement(
                "head",
                new XElement("meta", new XAttribute("charset", "utf-8")),
                new XElement("meta", new XAttribute("name", "viewport"), new XAttribute("content", "width=device-width, initial-scale=1")),
                new XElement("meta", new XAttribute("http-equiv", "Content-Security-Policy"), new XAttribute("content", "default-src 'none'; style-src 'unsafe-inline'")),
                new XElement("title", title),
                new XElement("style", ReportStyle.Css)),
            new XElement(
                "body",
                new XElement(
                    "main",
                    new XElement("h1", title),
                    new XElement("p", new XAttribute("class", "quiet"), created),
                    Section("Scores", tables.Select(Table)),
                    Section("Score, size and speed", Figures(costs, "cost")),
                    Section("Learning curves", [.. Figures(curves, "curve"), .. curves.Count == 0 ? [] : (XElement[])[Points(report.Curves)]])),
                new XElement("footer", report.Notes.Select(note => new XElement("p", SafeText.Of(note))))));
        return $"<!DOCTYPE html>\n{page.ToString(SaveOptions.DisableFormatting)}\n";
    }

    private static XElement? Section(string title, IEnumerable<XElement> content)
    {
        XElement[] all = [.. content];
        return all.Length == 0 ? null : new XElement("section", new XElement("h2", title), all);
    }

    private static XElement Table(ReportTable table) => new(
        "div",
        new XAttribute("class", "scroll"),

        // What scrolls must be reachable without a mouse.
        new XAttribute("tabindex", "0"),
        new XAttribute("role", "region"),
        new XAttribute("aria-label", SafeText.Of(table.Caption)),
        new XElement(
            "table",
            new XElement("caption", SafeText.Of(table.Caption)),
            new XElement("thead", new XElement("tr", table.Columns.Select(column => Cell("th", "col", column, column.Title)))),
            new XElement("tbody", table.Rows.Select(row => new XElement(
                "tr", row.Select((cell, number) => Cell(number == 0 ? "th" : "td", number == 0 ? "row" : null, table.Columns[number], cell)))))));

    // Text, even an empty one, keeps the end tag, which HTML wants of every cell.
    private static XElement Cell(string name, string? scope, ReportColumn column, string text) => new(
        name,
        scope is null ? null : new XAttribute("scope", scope),
        column.IsNumber ? new XAttribute("class", "number") : null,
        SafeText.Of(text));

    private static IEnumerable<XElement> Figures(IReadOnlyList<Chart> charts, string id) =>
        charts.Count == 0 ? [] :
        [
            new XElement(
                "div",
                new XAttribute("class", "charts"),
                charts.Select((chart, number) => new XElement(
                    "figure",
                    new XElement("figcaption", SafeText.Of(chart.Title)),
                    SvgChart.Draw(chart, string.Create(CultureInfo.InvariantCulture, $"{id}-{number + 1}"))))),
        ];

    private static XElement Points(IReadOnlyList<LearningCurve> curves) => new(
        "details", new XElement("summary", "The points as numbers"), curves.Select(curve => Table(ReportTables.Points(curve))));
}
