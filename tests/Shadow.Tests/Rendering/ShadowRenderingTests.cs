using System.Xml.Linq;
using Shouldly;
using TransformerService.Shadow.Records;
using TransformerService.Shadow.Rendering;
using TransformerService.Shadow.Reporting;
using Xunit;

namespace TransformerService.Shadow.Tests.Rendering;

public sealed class ShadowRenderingTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void Text_Report_SaysEverythingInColumns()
    {
        var text = ShadowReportText.Write(SampleReports.Classifier);

        text.ShouldStartWith(
            """
            Shadow report of intent
            The student strays: 20.00 % of the answers differ (15.91 % to 24.20 %, noise taken off, n = 400); the margin is 5.00 %.
            Student: student, version aaaa; teacher: teacher, version bbbb.
            Sampled 400, compared 400, repeated 0, dropped 0, failed 0; sample rate 25.00 %.
            The teacher differs from itself in 0.00 % (0.00 % to 1.88 %, n = 200).

            Difference by window
            window   from                  difference                95 %    n   noise
            1h       2026-03-01 06:00 UTC     20.00 %  12.38 % to 28.88 %  100  0.00 %
            """
        );
        text.ShouldContain("length:17-32");
        text.ShouldContain("anger    joy         80");
        text.ShouldContain("expected error 0.280");
        text.ShouldNotContain('\u001b');
    }

    [Theory]
    [InlineData(10, 0, "Undecided:")]
    [InlineData(1000, 0, "The student holds:")]
    public void Text_Verdict_OpensTheReport(int samples, int flips, string words) =>
        ShadowReportText.Write(Report(samples, flips)).ShouldContain(words);

    [Fact]
    public void Text_ControlCharacters_DoNotReachTheTerminal()
    {
        var report = SampleReports.Classifier with { Model = "a\u001b[2J", Confusion = [new ConfusionEntry("x\u001b", "y\n", 1)] };
        ShadowReportText.Write(report).ShouldNotContain('\u001b');
    }

    [Fact]
    public void Html_Report_HasChartsTablesAndTexts()
    {
        var page = Parse(SampleReports.Classifier, [SampleReports.KeptSample("1", 0.9), SampleReports.KeptSample("2", 0.5, source: null)]);

        page.Descendants("h1").Single().Value.ShouldBe("Shadow report of intent");
        page.Descendants("h2").Select(title => title.Value).ShouldBe(["What was found", "Charts", "Numbers", "Texts"]);
        page.Descendants("figcaption")
            .Select(title => title.Value)
            .ShouldBe(["Difference by window", "Difference by kind of text", "Confidence and agreement"]);
        page.Descendants(Svg + "svg").Attributes("id").Select(id => id.Value).ShouldBe(["windows", "slices", "calibration"]);
        page.Descendants("caption")
            .Select(caption => caption.Value)
            .ShouldBe([
                "Difference by window",
                "Metrics",
                "Difference by kind of text, noise included",
                "Labels that differ",
                "Student's confidence against the teacher's labels, expected error 0.280",
                "Disagreements, the most severe first",
            ]);
        page.Descendants("td").ShouldContain(cell => cell.Value == "(4 characters, not kept)");
    }

    [Fact]
    public void Html_Nothing_IsAPageStill() =>
        Parse(Report(0, 0), []).Descendants("h2").Select(title => title.Value).ShouldBe(["What was found", "Numbers"]);

    [Fact]
    public void Html_HostileText_StaysText()
    {
        const string Hostile = "</td></style><script>alert(1)</script>\" onload='x' &amp; <b>&#0;\u0000\u001b";
        const string Shown = "</td></style><script>alert(1)</script>\" onload='x' &amp; <b>&#0;\uFFFD\uFFFD";
        var report = SampleReports.Classifier with
        {
            Model = Hostile,
            Student = new ShadowVariant(Hostile, Hostile, ShadowVariantState.Ready),
            Slices = [new ShadowSlice(Hostile, 0.1, 0.05, 0.2, 10)],
            Confusion = [new ConfusionEntry(Hostile, Hostile, 1)],
        };
        var example = SampleReports.KeptSample("1", 1, source: Hostile, student: Hostile, teacher: Hostile);

        var html = ShadowReportHtml.Write(report, SampleReports.Now, [example]);
        var page = Parse(report, [example]);

        html.ShouldNotContain("<script");
        html.ShouldNotContain("<b>");
        page.Descendants("td").Count(cell => cell.Value == Shown).ShouldBe(4);
        page.Descendants()
            .Attributes()
            .Where(attribute =>
                attribute.Name.LocalName is "href" or "src" || attribute.Name.LocalName.StartsWith("on", StringComparison.Ordinal)
            )
            .ShouldBeEmpty();
    }

    private static XElement Parse(ShadowReport report, IReadOnlyList<KeptSample> examples)
    {
        var html = ShadowReportHtml.Write(report, SampleReports.Now, examples);
        html.ShouldStartWith("<!DOCTYPE html>\n");
        return XElement.Parse(html["<!DOCTYPE html>\n".Length..]);
    }

    private static ShadowReport Report(int samples, int flips) =>
        ReportBuilder.Build(
            samples == 0 ? [] : [new HourlyTotals(SampleReports.Now, SampleReports.Totals(samples, flips, 50))],
            SampleReports.Now,
            SampleReports.Runtime
        );
}
