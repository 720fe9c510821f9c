using System.Globalization;
using System.Xml.Linq;
using static TransformerService.Evaluation.Reporting.Charts.SvgShapes;

namespace TransformerService.Evaluation.Reporting.Charts;

/// <summary>Draws charts as SVG. Colours come from the page's style sheet, so that they follow its light or dark theme.</summary>
public static class SvgChart
{
    /// <summary>Number of colours and markers; a series beyond them starts again with the first.</summary>
    public const int Colors = 6;

    private const double Width = 640,
        Left = 64,
        Right = 36,
        Top = 14,
        PlotHeight = 280,
        AxisHeight = 50,
        LegendLine = 20;

    /// <summary>
    /// Circle, square, triangle, diamond, cross and triangle downwards, around the origin. The shape distinguishes series where colour
    /// cannot.
    /// </summary>
    private static readonly string[] Markers =
    [
        "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z",
        "M-3.5 -3.5h7v7h-7z",
        "M0 -4.5L4.5 3.5H-4.5z",
        "M0 -5L5 0L0 5L-5 0z",
        "M-1.5 -4.5h3v3h3v3h-3v3h-3v-3h-3v-3h3z",
        "M0 4.5L4.5 -3.5H-4.5z",
    ];

    /// <param name="chart">What to draw.</param>
    /// <param name="id">The element's id, unique in the page.</param>
    public static XElement Draw(Chart chart, string id)
    {
        var shown = chart.Series.SelectMany(series => series.Points).Where(point => point.IsFinite);
        var x = Axis.Of(shown.Select(point => point.X), fromZero: true);
        var y = Axis.Of(shown.Select(point => point.Y), leastSpan: chart.LeastSpan);
        var height = Top + PlotHeight + AxisHeight + (LegendLine * chart.Series.Count);
        return Drawing(
            id,
            Width,
            height,
            $"{chart.Title}: {chart.YTitle} over {chart.XTitle}",
            x.Ticks.SelectMany(tick => XTick(x, tick)),
            y.Ticks.SelectMany(tick => YTick(y, tick)),
            Text("axis-title", Left + (PlotWidth / 2), Top + PlotHeight + 40, chart.XTitle, "middle"),
            new XElement(
                Svg + "text",
                new XAttribute("class", "axis-title"),
                new XAttribute("transform", $"translate(14 {Number(Top + (PlotHeight / 2))}) rotate(-90)"),
                new XAttribute("text-anchor", "middle"),
                SafeText.Of(chart.YTitle)
            ),
            chart.Series.Select(series => Line(series, x, y)),
            chart.Series.Select((series, line) => Legend(series, Top + PlotHeight + AxisHeight + (LegendLine * (line + 0.5))))
        );
    }

    private static double PlotWidth => Width - Left - Right;

    private static double Across(Axis axis, double value) => Left + (PlotWidth * axis.Place(value));

    private static double Down(Axis axis, double value) => Top + (PlotHeight * (1 - axis.Place(value)));

    private static XElement[] XTick(Axis axis, double tick) =>
        [
            Rule(Across(axis, tick), Top, Across(axis, tick), Top + PlotHeight),
            Text("tick", Across(axis, tick), Top + PlotHeight + 18, axis.Label(tick), "middle"),
        ];

    private static XElement[] YTick(Axis axis, double tick) =>
        [
            Rule(Left, Down(axis, tick), Left + PlotWidth, Down(axis, tick)),
            Text("tick", Left - 8, Down(axis, tick) + 4, axis.Label(tick), "end"),
        ];

    private static XElement Line(ChartSeries series, Axis x, Axis y)
    {
        ChartPoint[] points = [.. series.Points.Where(point => point.IsFinite)];
        var places = points.Select(point => $"{Number(Across(x, point.X))},{Number(Down(y, point.Y))}");
        return new XElement(
            Svg + "g",
            new XAttribute("class", Class(series)),
            points.Length < 2 ? null : new XElement(Svg + "polyline", new XAttribute("points", string.Join(' ', places))),
            points.Select(point =>
                Marker(
                    series,
                    Across(x, point.X),
                    Down(y, point.Y),
                    new XElement(Svg + "title", SafeText.Of($"{series.Name}: {Value(point.Y)} at {Value(point.X)}"))
                )
            )
        );
    }

    private static XElement Legend(ChartSeries series, double down) =>
        new(
            Svg + "g",
            new XAttribute("class", $"legend {Class(series)}"),
            series.Points.Count < 2
                ? null
                : new XElement(
                    Svg + "polyline",
                    new XAttribute("points", $"{Number(Left)},{Number(down)} {Number(Left + 28)},{Number(down)}")
                ),
            Marker(series, Left + 14, down, null),
            Text("tick", Left + 38, down + 4, series.Name, "start")
        );

    private static XElement Marker(ChartSeries series, double across, double down, XElement? title) =>
        new(
            Svg + "path",
            new XAttribute("class", "mark"),
            new XAttribute("d", Markers[series.Color % Colors]),
            new XAttribute("transform", $"translate({Number(across)} {Number(down)})"),
            title
        );

    private static string Class(ChartSeries series) =>
        string.Create(CultureInfo.InvariantCulture, $"color-{series.Color % Colors}{(series.IsDashed ? " dashed" : "")}");

    private static string Value(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);
}
