using System.Globalization;
using System.Xml.Linq;
using Shouldly;
using TransformerService.Evaluation.Reporting.Charts;
using Xunit;

namespace TransformerService.Distillation.Tests.Reporting.Charts;

public sealed class SvgChartTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void Draw_TwoSeries_HasAllPointsTicksAndNames()
    {
        var chart = new Chart(
            "Loss",
            "time (hours)",
            "loss (nats)",
            [
                new ChartSeries("teacher", 0, [new(0, 10), new(1, 4), new(2, 2)]),
                new ChartSeries("student", 1, [new(0.5, 8), new(2, double.NaN), new(1.5, 6)]) { IsDashed = true },
            ]
        );

        var svg = XElement.Parse(SvgChart.Draw(chart, "chart-1").ToString());

        XElement[] lines = [.. svg.Elements(Svg + "g").Where(group => !Class(group).StartsWith("legend", StringComparison.Ordinal))];
        lines.Select(Class).ShouldBe(["color-0", "color-1 dashed"]);
        lines.Select(line => line.Elements(Svg + "path").Count()).ShouldBe([3, 2]); // a loss that ran away is not drawn

        // x: 0 to 2 over 64 to 604; y: 2 to 10 over 294 down to 14.
        Points(lines[0]).ShouldBe([(64, 14), (334, 224), (604, 294)]);
        Points(lines[1]).ShouldBe([(199, 84), (469, 154)]);
        lines[0]
            .Descendants(Svg + "title")
            .Select(title => title.Value)
            .ShouldBe(["teacher: 10 at 0", "teacher: 4 at 1", "teacher: 2 at 2"]);
        Texts(svg, "tick").ShouldBe(["0.0", "0.5", "1.0", "1.5", "2.0", "2", "4", "6", "8", "10"]);
        Texts(svg, "axis-title").ShouldBe(["time (hours)", "loss (nats)"]);
        svg.Elements(Svg + "g")
            .Where(group => Class(group).StartsWith("legend", StringComparison.Ordinal))
            .Select(group => group.Value)
            .ShouldBe(["teacher", "student"]);
    }

    [Fact]
    public void Draw_SinglePoints_HaveNoLine()
    {
        var chart = new Chart(
            "Size",
            "MB",
            "BLEU",
            [new ChartSeries("student", 0, [new(12, 31)]), new ChartSeries("teacher", 1, [new(250, 33)])]
        );

        var svg = SvgChart.Draw(chart, "chart-2");

        svg.Descendants(Svg + "polyline").ShouldBeEmpty();
        svg.Elements(Svg + "g").Select(group => group.Elements(Svg + "path").Count()).ShouldBe([1, 1, 1, 1]); // both, and both in the legend
    }

    private static (double, double)[] Points(XElement line) =>
        [
            .. ((string?)line.Element(Svg + "polyline")?.Attribute("points"))
                .ShouldNotBeNull()
                .Split(' ')
                .Select(point => point.Split(',').Select(number => double.Parse(number, CultureInfo.InvariantCulture)).ToArray())
                .Select(pair => (pair[0], pair[1])),
        ];

    private static string[] Texts(XElement svg, string kind) =>
        [.. svg.Elements(Svg + "text").Where(text => Class(text) == kind).Select(text => text.Value)];

    private static string Class(XElement element) => (string?)element.Attribute("class") ?? "";
}
