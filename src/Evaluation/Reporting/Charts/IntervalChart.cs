using System.Globalization;
using System.Xml.Linq;
using static TransformerService.Evaluation.Reporting.Charts.SvgShapes;

namespace TransformerService.Evaluation.Reporting.Charts;

/// <summary>Values with their intervals, one per line, on a common axis from zero (a forest plot).</summary>
/// <param name="Title">What it shows.</param>
/// <param name="XTitle">The axis, with its unit.</param>
/// <param name="Intervals">From the top down.</param>
public sealed record IntervalChart(string Title, string XTitle, IReadOnlyList<ChartInterval> Intervals)
{
    private const double Width = 640,
        Left = 220,
        Right = 24,
        Top = 10,
        Line = 24,
        AxisHeight = 46;
    private const int LongestName = 28;

    /// <summary>A value to compare the others with, drawn as a dashed line.</summary>
    public double? Limit { get; init; }

    /// <param name="id">The element's id, unique in the page.</param>
    public XElement Draw(string id)
    {
        var axis = Axis.Of(Intervals.SelectMany(interval => (double[])[interval.Low, interval.High, Limit ?? 0]), fromZero: true);
        var bottom = Top + (Line * Intervals.Count);
        return Drawing(
            id,
            Width,
            bottom + AxisHeight,
            $"{Title}: {XTitle}",
            axis.Ticks.SelectMany(tick =>
                (XElement[])
                    [
                        Rule(Across(axis, tick), Top, Across(axis, tick), bottom),
                        Text("tick", Across(axis, tick), bottom + 18, axis.Label(tick), "middle"),
                    ]
            ),
            Text("axis-title", Left + ((Width - Left - Right) / 2), bottom + 38, XTitle, "middle"),
            Limit is { } limit ? Path("color-1 dashed", (Across(axis, limit), Top), (Across(axis, limit), bottom)) : null,
            Intervals.Select((interval, line) => Row(axis, interval, Top + (Line * (line + 0.5))))
        );
    }

    private static XElement Row(Axis axis, ChartInterval interval, double down) =>
        new(
            Svg + "g",
            new XElement(
                Svg + "title",
                SafeText.Of(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{interval.Name}: {interval.Value:0.####}, {interval.Low:0.####} to {interval.High:0.####}"
                    )
                )
            ),
            Text("tick", Left - 10, down + 4, Short(interval.Name), "end"),
            Path("color-0", (Across(axis, interval.Low), down), (Across(axis, interval.High), down)),
            new XElement(
                Svg + "g",
                new XAttribute("class", "color-0"),
                new XElement(
                    Svg + "circle",
                    new XAttribute("class", "mark"),
                    new XAttribute("cx", Number(Across(axis, interval.Value))),
                    new XAttribute("cy", Number(down)),
                    new XAttribute("r", "4")
                )
            )
        );

    private static XElement Path(string kind, (double Across, double Down) from, (double Across, double Down) to) =>
        new(
            Svg + "g",
            new XAttribute("class", kind),
            new XElement(
                Svg + "polyline",
                new XAttribute("points", $"{Number(from.Across)},{Number(from.Down)} {Number(to.Across)},{Number(to.Down)}")
            )
        );

    private static double Across(Axis axis, double value) => Left + ((Width - Left - Right) * axis.Place(value));

    private static string Short(string name) => name.Length <= LongestName ? name : string.Concat(name.AsSpan(0, LongestName - 1), "…");
}

/// <summary>A value with its interval.</summary>
/// <param name="Name">What is measured.</param>
/// <param name="Value">In the unit of the axis.</param>
/// <param name="Low">The interval's lower end.</param>
/// <param name="High">The interval's upper end.</param>
public sealed record ChartInterval(string Name, double Value, double Low, double High);
