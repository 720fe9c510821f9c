using System.Xml.Linq;
using Shouldly;
using TransformerService.Distillation.Evaluation;
using TransformerService.Distillation.Reporting;
using Xunit;

namespace TransformerService.Distillation.Tests.Reporting;

public sealed class ReportHtmlTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void Write_Report_HasTablesAndCharts()
    {
        var page = Parse(SampleReport.Whole);

        page.Descendants("title").First().Value.ShouldBe("Evaluation of artifacts/en-fr/model");
        page.Descendants("h2").Select(title => title.Value).ShouldBe(["Scores", "Score, size and speed", "Learning curves"]);
        page.Descendants("caption")
            .Select(caption => caption.Value)
            .ShouldBe(["Translation", "Classification", "Differences in BLEU", "Learning curve of teacher", "Learning curve of student"]);
        page.Descendants("tbody")
            .First()
            .Descendants("tr")
            .First()
            .Elements()
            .Select(cell => cell.Value)
            .ShouldBe([
                "student",
                "artifacts/en-fr/model",
                "news.tsv",
                "31.3",
                "30.1 to 32.4",
                "58.0",
                "3000",
                "2150",
                "12.3",
                "13.5",
                "int8",
                "greedy",
            ]);
        page.Descendants("figcaption")
            .Select(caption => caption.Value)
            .ShouldBe([
                "BLEU and size, news.tsv",
                "BLEU and speed, news.tsv",
                "Accuracy and size, clinc.tsv",
                "Accuracy and speed, clinc.tsv",
                "Accuracy and size, plain.tsv",
                "Accuracy and speed, plain.tsv",
                "Validation score over training time",
                "Loss over training time",
            ]);
        page.Descendants("p").ShouldContain(line => line.Value == "2026-03-01 07:05 UTC");
        page.Descendants("footer").Single().Value.ShouldBe("Speed: here.");
    }

    [Fact]
    public void Write_AnyReader_CanFollow()
    {
        var page = Parse(SampleReport.Whole);

        page.Attribute("lang").ShouldNotBeNull().Value.ShouldBe("en");
        page.Descendants("thead").Descendants("th").ShouldAllBe(cell => (string?)cell.Attribute("scope") == "col");
        page.Descendants("tbody").Descendants("th").ShouldAllBe(cell => (string?)cell.Attribute("scope") == "row");
        foreach (var chart in page.Descendants(Svg + "svg"))
        {
            ((string?)chart.Attribute("role")).ShouldBe("img");
            var title = chart.Elements(Svg + "title").Single();
            ((string?)chart.Attribute("aria-labelledby")).ShouldBe((string?)title.Attribute("id"));
            title.Value.ShouldNotBeEmpty();
        }

        string[] ids = [.. page.Descendants().Attributes("id").Select(id => id.Value)];
        ids.ShouldBeUnique();
        page.Descendants("style").Single().Value.ShouldContain("prefers-color-scheme: dark");
    }

    [Fact]
    public void Write_Page_NeedsNothingElse()
    {
        var html = ReportHtml.Write(SampleReport.Whole);
        var page = Parse(SampleReport.Whole);

        string[] fetching = ["script", "link", "img", "iframe", "object", "use", "image", "foreignObject"];
        page.Descendants().Where(element => fetching.Contains(element.Name.LocalName)).ShouldBeEmpty();
        page.Descendants()
            .Attributes()
            .Where(attribute =>
                attribute.Name.LocalName is "href" or "src" || attribute.Name.LocalName.StartsWith("on", StringComparison.Ordinal)
            )
            .ShouldBeEmpty();
        html.ShouldNotContain("url(");
        html.ShouldNotContain("@import");

        // HTML knows no self-closing tags but these two, and those of SVG.
        foreach (
            var element in page.DescendantsAndSelf()
                .Where(element => element.Name.Namespace == XNamespace.None && element.Name.LocalName != "meta")
        )
        {
            html.ShouldNotContain($"<{element.Name.LocalName} />");
            element.IsEmpty.ShouldBeFalse(element.Name.LocalName);
        }
    }

    [Fact]
    public void Write_HostileText_StaysText()
    {
        const string Hostile = "</td></title></style><script>alert(1)</script>\" onload='x' &amp; <b>&#0;\u0000\u0007\u001b\ud800 é 😀 ]]>";
        const string Shown = "</td></title></style><script>alert(1)</script>\" onload='x' &amp; <b>&#0;\uFFFD\uFFFD\uFFFD\uFFFD é 😀 ]]>";
        var report = SampleReport.Whole with
        {
            Model = Hostile,
            Rows = [.. SampleReport.Whole.Rows.Select(row => row with { Model = Hostile, Set = Hostile })],
            Differences = [SampleReport.Whole.Differences[0] with { Set = Hostile }],
            Curves = [SampleReport.Whole.Curves[0] with { Name = Hostile }],
            Notes = [Hostile],
        };

        var html = ReportHtml.Write(report);
        var page = Parse(report);

        html.ShouldNotContain("<script");
        html.ShouldNotContain("<b>");
        page.Descendants().Where(element => element.Name.LocalName is "script" or "b").ShouldBeEmpty();
        page.Descendants("h1").Single().Value.ShouldBe($"Evaluation of {Shown}");
        page.Descendants("td").Count(cell => cell.Value == Shown).ShouldBe((2 * 4) + 1);
        page.Descendants("footer").Single().Value.ShouldBe(Shown);
        page.Descendants(Svg + "text").ShouldContain(text => text.Value == $"{Shown}, validation");
    }

    [Fact]
    public void Write_NoCurves_HasNoSuchSection() =>
        Parse(SampleReport.Whole with { Curves = [], Differences = [] })
            .Descendants("h2")
            .Select(title => title.Value)
            .ShouldBe(["Scores", "Score, size and speed"]);

    private static XElement Parse(EvaluationReport report)
    {
        var html = ReportHtml.Write(report);
        html.ShouldStartWith("<!DOCTYPE html>\n");
        return XElement.Parse(html["<!DOCTYPE html>\n".Length..]);
    }
}
