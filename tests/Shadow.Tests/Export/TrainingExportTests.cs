using System.Text.Json;
using Shouldly;
using TransformerService.Shadow.Export;
using TransformerService.Shadow.Records;
using Xunit;

namespace TransformerService.Shadow.Tests.Export;

public sealed class TrainingExportTests
{
    [Fact]
    public void Build_SevereAndControl_AreToldApart()
    {
        var examples = TrainingExport.Build(
            [
                SampleReports.KeptSample("1", 0.6, source: "a"),
                SampleReports.KeptSample("2", 0.9, source: "b"),
                SampleReports.KeptSample("3", 0.8, source: "a"), // the same text, worse
                SampleReports.KeptSample("4", 0.1, control: 0.01, differs: false, source: "c"),
                SampleReports.KeptSample("5", 0.2, control: 0.03, source: "d"), // mild: in as a control only
                SampleReports.KeptSample("6", 0.7, control: 0.01, source: "e"), // severe and drawn: once, as severe
                SampleReports.KeptSample("7", 0.3, source: "f"), // mild and not drawn
                SampleReports.KeptSample("8", 1.0, source: null), // its text was not kept
            ],
            0.5
        );

        examples
            .Select(example => (example.Source, example.Sample, example.Severity))
            .ShouldBe([("b", "severe", 0.9), ("a", "severe", 0.8), ("e", "severe", 0.7), ("c", "control", 0.1), ("d", "control", 0.2)]);
        examples.Take(3).ShouldAllBe(example => example.Weight == 1 && example.Probability == 1);
        examples[0].Target.ShouldBe("anger");
        examples[0].Student.ShouldBe("joy");

        // They stand for 100 and for 33 1/3 texts: 1.5 and 0.5 about a mean of 1.
        examples.Skip(3).Select(example => Math.Round(example.Weight, 9)).ShouldBe([1.5, 0.5]);
        examples.Skip(3).Select(example => Math.Round(example.Probability, 9)).ShouldBe([0.01, 0.03]);
    }

    [Fact]
    public void Build_PairsOfOneText_AreTwoTexts()
    {
        var first = SampleReports.KeptSample("1", 0.9) with { Pair = new KeptText(1, "h1", null, "one") };
        var second = SampleReports.KeptSample("2", 0.9) with { Pair = new KeptText(1, "h2", null, "two") };

        TrainingExport.Build([first, second, first with { Id = "3" }], 0.5).Select(example => example.Pair).ShouldBe(["one", "two"]);
    }

    [Fact]
    public void Build_TextOfSeveralVersionsOrKeys_ComesOnce()
    {
        KeptSample Sample(string id, double severity, int hour, string source, string teacher) =>
            SampleReports.KeptSample(id, severity, control: 0.05, differs: severity > 0, source: source, teacher: teacher) with
            {
                At = SampleReports.Now.AddHours(hour),
                Source = new KeptText(1, $"hash {id}", null, source),
            };

        var examples = TrainingExport.Build(
            [
                Sample("1", 0.9, 0, "a", "old"),
                Sample("2", 0, 1, "a", "new"),
                Sample("3", 0, 0, "b", "old"),
                Sample("4", 0, 1, "b", "new"),
                Sample("5", 0.9, 0, "c", "x"),
                Sample("6", 0.8, 1, "c", "y"),
            ],
            0.5
        );

        examples
            .Select(example => (example.Source, example.Target, example.Sample))
            .ShouldBe([("a", "old", "severe"), ("c", "x", "severe"), ("b", "new", "control")]);
    }

    [Fact]
    public void Build_SampleWeights_GiveBackTheTraffic()
    {
        // 10,000 texts, one in ten differs mildly; a sample of 5 % is drawn.
        var random = new Random(1);
        List<KeptSample> kept = [];
        for (var text = 0; text < 10_000; text++)
        {
            if (random.NextDouble() < 0.05)
            {
                kept.Add(
                    SampleReports.KeptSample($"{text}", text % 10 == 0 ? 0.4 : 0, control: 0.05, differs: text % 10 == 0, source: $"{text}")
                );
            }
        }

        var examples = TrainingExport.Build(kept, 0.9);

        examples.Sum(example => 1 / example.Probability).ShouldBe(10_000, 1000);
        examples.Where(example => example.Severity > 0).Sum(example => 1 / example.Probability).ShouldBe(1000, 300);
    }

    [Fact]
    public void ToJsonLine_Example_IsOneReadableLine()
    {
        var line = TrainingExport.ToJsonLine(new TrainingExample("a\n\"b\" é", "c", "d", 0.5, 1.25, "severe", 1));

        line.ShouldNotContain('\n');
        line.ShouldContain("é");
        using var document = JsonDocument.Parse(line);
        document
            .RootElement.EnumerateObject()
            .Select(field => field.Name)
            .ShouldBe(["source", "target", "student", "severity", "weight", "sample", "probability"]);
        document.RootElement.GetProperty("source").GetString().ShouldBe("a\n\"b\" é");
    }
}
