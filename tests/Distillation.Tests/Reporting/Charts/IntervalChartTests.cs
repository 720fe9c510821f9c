using System.Xml.Linq;
using Shouldly;
using TransformerService.Evaluation.Reporting.Charts;
using Xunit;

namespace TransformerService.Distillation.Tests.Reporting.Charts;

public sealed class IntervalChartTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void Draw_Intervals_AreLinesWithAMark()
    {
        var chart = new IntervalChart(
            "Slices",
            "share (%)",
            [new("digits", 5, 2, 10), new("a name that is much too long to fit beside it", 1, 0, 4)]
        )
        {
            Limit = 5,
        };

        var svg = chart.Draw("slices");

        // 0 to 10 over 220 to 616.
        svg.Descendants(Svg + "polyline")
            .Select(line => (string?)line.Attribute("points"))
            .ShouldBe(["418,10 418,58", "299.2,22 616,22", "220,46 378.4,46"]);
        svg.Descendants(Svg + "circle")
            .Select(mark => ((string?)mark.Attribute("cx"), (string?)mark.Attribute("cy")))
            .ShouldBe([("418", "22"), ("259.6", "46")]);
        svg.Descendants(Svg + "text").ShouldContain(text => text.Value == "a name that is much too lon…");
        svg.Descendants(Svg + "title")
            .Select(title => title.Value)
            .ShouldBe(["Slices: share (%)", "digits: 5, 2 to 10", "a name that is much too long to fit beside it: 1, 0 to 4"]);
        ((string?)svg.Attribute("aria-labelledby")).ShouldBe("slices-title");
    }

    [Fact]
    public void Draw_NoLimit_HasNoLineForIt() =>
        new IntervalChart("x", "y", [new("a", 1, 0, 2)]).Draw("id").Descendants(Svg + "polyline").Count().ShouldBe(1);
}
