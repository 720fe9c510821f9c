using System.Globalization;
using System.Xml.Linq;

namespace TransformerService.Evaluation.Reporting;

/// <summary>
/// Writes reports as one self-contained HTML page: no script, no font and no picture is loaded. It is well-formed XML too, written by
/// an XML writer, so that no text can become markup.
/// </summary>
public static class HtmlPage
{
    /// <summary>Writes the page.</summary>
    /// <param name="title">Heading of the page.</param>
    /// <param name="created">When the report was made.</param>
    /// <param name="sections">Sections of the page; those that are <see langword="null"/> are left out.</param>
    /// <param name="notes">Lines at the end of the page.</param>
    public static string Write(string title, DateTimeOffset created, IEnumerable<XElement?> sections, IEnumerable<string> notes)
    {
        var page = new XElement(
            "html",
            new XAttribute("lang", "en"),
            new XElement(
                "head",
                new XElement("meta", new XAttribute("charset", "utf-8")),
                new XElement("meta", new XAttribute("name", "viewport"), new XAttribute("content", "width=device-width, initial-scale=1")),
                new XElement(
                    "meta",
                    new XAttribute("http-equiv", "Content-Security-Policy"),
                    new XAttribute("content", "default-src 'none'; style-src 'unsafe-inline'")
                ),
                new XElement("title", SafeText.Of(title)),
                new XElement("style", ReportStyle.Css)
            ),
            new XElement(
                "body",
                new XElement(
                    "main",
                    new XElement("h1", SafeText.Of(title)),
                    new XElement("p", new XAttribute("class", "quiet"), Moment(created)),
                    sections
                ),
                new XElement("footer", notes.Select(note => new XElement("p", SafeText.Of(note))))
            )
        );
        return $"<!DOCTYPE html>\n{page.ToString(SaveOptions.DisableFormatting)}\n";
    }

    /// <summary>Formats a point in time for the page.</summary>
    public static string Moment(DateTimeOffset time) =>
        time.ToUniversalTime().ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>A section of the page; <see langword="null"/> if it has no content.</summary>
    public static XElement? Section(string title, IEnumerable<XElement> content)
    {
        XElement[] all = [.. content];
        return all.Length == 0 ? null : new XElement("section", new XElement("h2", title), all);
    }

    public static XElement Table(ReportTable table) =>
        new(
            "div",
            new XAttribute("class", "scroll"),
            // A scrolling element must be reachable without a mouse.
            new XAttribute("tabindex", "0"),
            new XAttribute("role", "region"),
            new XAttribute("aria-label", SafeText.Of(table.Caption)),
            new XElement(
                "table",
                new XElement("caption", SafeText.Of(table.Caption)),
                new XElement("thead", new XElement("tr", table.Columns.Select(column => Cell("th", "col", column, column.Title)))),
                new XElement(
                    "tbody",
                    table.Rows.Select(row => new XElement(
                        "tr",
                        row.Select(
                            (cell, number) => Cell(number == 0 ? "th" : "td", number == 0 ? "row" : null, table.Columns[number], cell)
                        )
                    ))
                )
            )
        );

    /// <summary>Charts side by side; nothing if there are none.</summary>
    public static IEnumerable<XElement> Figures(IEnumerable<(string Title, XElement Drawing)> charts)
    {
        XElement[] figures =
        [
            .. charts.Select(chart => new XElement("figure", new XElement("figcaption", SafeText.Of(chart.Title)), chart.Drawing)),
        ];
        return figures.Length == 0 ? [] : [new XElement("div", new XAttribute("class", "charts"), figures)];
    }

    // An element with text, even empty text, is written with an end tag, which HTML requires for every cell.
    private static XElement Cell(string name, string? scope, ReportColumn column, string text) =>
        new(
            name,
            scope is null ? null : new XAttribute("scope", scope),
            column.IsNumber ? new XAttribute("class", "number") : null,
            SafeText.Of(text)
        );
}
