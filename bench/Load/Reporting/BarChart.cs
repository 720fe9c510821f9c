using System.Globalization;
using System.Net;
using System.Text;

namespace TransformerService.Load.Reporting;

/// <summary>
/// Draws calls per second as bars, with the slowest and the fastest round as whiskers, in SVG without a style sheet or embedded fonts.
/// </summary>
internal static class BarChart
{
    private const int Width = 760,
        LabelWidth = 190,
        NumberWidth = 130,
        Row = 30,
        Top = 46,
        Bar = 18;

    /// <summary>Draws rows; the bars of one chart share a scale.</summary>
    public static string Draw(string title, IReadOnlyList<ResultRow> rows)
    {
        var most = Math.Max(1e-9, rows.Max(row => Math.Max(row.CallsPerSecond, row.Range[1])));
        var height = Top + (rows.Count * Row) + 12;
        var svg = new StringBuilder();
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {height}\" role=\"img\" font-family=\"sans-serif\" font-size=\"13\">\n"
        );
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<title>{Escape(title)}</title>\n<rect width=\"{Width}\" height=\"{height}\" fill=\"#ffffff\"/>\n"
        );
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<text x=\"12\" y=\"26\" font-size=\"15\" font-weight=\"bold\" fill=\"#1b1f24\">{Escape(title)}</text>\n"
        );
        for (var index = 0; index < rows.Count; index++)
        {
            Append(svg, rows[index], Top + (index * Row), most, rows[0].CallsPerSecond);
        }

        return svg.Append("</svg>\n").ToString();
    }

    private static void Append(StringBuilder svg, ResultRow row, int y, double most, double first)
    {
        double Length(double calls) => (Width - LabelWidth - NumberWidth) * calls / most;
        double middle = y + (Bar / 2.0),
            low = LabelWidth + Length(row.Range[0]),
            high = LabelWidth + Length(row.Range[1]);
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<text x=\"{LabelWidth - 10}\" y=\"{y + 14}\" text-anchor=\"end\" fill=\"#1b1f24\">{Escape(row.Target)}</text>\n"
        );
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<rect x=\"{LabelWidth}\" y=\"{y}\" width=\"{Length(row.CallsPerSecond):0.0}\" height=\"{Bar}\" fill=\"#3b76af\"/>\n"
        );
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<path d=\"M{low:0.0} {middle}H{high:0.0}M{low:0.0} {y + 4}v{Bar - 8}M{high:0.0} {y + 4}v{Bar - 8}\" stroke=\"#1b1f24\" fill=\"none\"/>\n"
        );
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<text x=\"{high + 10:0.0}\" y=\"{y + 14}\" fill=\"#1b1f24\">{row.CallsPerSecond:#,0.#}/s ({row.CallsPerSecond / first:0.00})</text>\n"
        );
    }

    private static string Escape(string text) => WebUtility.HtmlEncode(text);
}
