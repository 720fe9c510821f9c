using CsCheck;
using Shouldly;
using TransformerService.Shadow.Comparison;
using TransformerService.Shadow.Records;
using TransformerService.Shadow.Reporting;
using TransformerService.Shadow.Statistics;
using Xunit;

namespace TransformerService.Shadow.Tests.Reporting;

public sealed class ShadowTotalsTests
{
    [Fact]
    public void Add_Comparisons_AreCounted()
    {
        var totals = new ShadowTotals();
        totals.AddSampled(3);
        totals.AddDropped();
        totals.AddFailed(2);
        totals.AddRepeated(4);
        totals.Add(Comparison(true, 0.4, "joy", 0.9, "anger"), ["digits", "label:anger"]);
        totals.Add(Comparison(false, double.NaN, "joy", 0.7, "joy"), ["digits"]);
        totals.AddNoise(Comparison(true, 0.1, "joy", 0.5, "anger"));

        (totals.Sampled, totals.Dropped, totals.Failed, totals.Repeated).ShouldBe((3, 1, 2, 4));
        totals.Student.ShouldBe(new DifferenceCount(1, 2));
        totals.Noise.ShouldBe(new DifferenceCount(1, 1));
        totals.Metrics["value"].ShouldBe(new MetricSum(1, 0.4, 0.4 * 0.4)); // NaN is left out
        totals.Slices["digits"].ShouldBe(new DifferenceCount(1, 2));
        totals.Slices["label:anger"].ShouldBe(new DifferenceCount(1, 1));
        totals
            .Labels.OrderBy(pair => pair.Key.Teacher, StringComparer.Ordinal)
            .ShouldBe([new(("joy", "anger"), 1), new(("joy", "joy"), 1)]);
        totals.Calibration.Total.ShouldBe(2);
    }

    [Fact]
    public void Merge_Parts_AreWhatOneWouldHaveCounted() =>
        Gen.Select(Gen.Bool, Gen.Double[-1, 1], Gen.Int[0, 2], Gen.Double[0, 1], Gen.Int[0, 2], Gen.Int[0, 2])
            .Array[0, 60]
            .Sample(
                samples =>
                {
                    ShadowTotals whole = new(),
                        left = new(),
                        middle = new(),
                        right = new();
                    foreach ((var differs, var value, var student, var score, var teacher, var part) in samples)
                    {
                        var comparison = Comparison(differs, value, $"l{student}", score, $"l{teacher}");
                        foreach (var totals in (ShadowTotals[])[whole, ((ShadowTotals[])[left, middle, right])[part]])
                        {
                            totals.AddSampled();
                            totals.AddRepeated();
                            totals.Add(comparison, [$"label:l{teacher}"]);
                            totals.AddNoise(comparison);
                            totals.Add(new PairedOutcome($"v{student}", differs, score < 0.5));
                            totals.AddTimed($"v{student}", 1 + (0.1 * teacher), new DifferenceCount(differs ? 1 : 0, 1));
                        }
                    }

                    // Two processes, one of them restarted: its sums went through the store.
                    ShadowTotals merged = new();
                    merged.Merge(right);
                    merged.Merge(ShadowTotals.FromJson(left.ToJson()));
                    merged.Merge(middle);
                    ShadowReport one = Report(whole),
                        many = Report(merged);
                    (
                        many with
                        {
                            Metrics = one.Metrics,
                            Windows = one.Windows,
                            History = one.History,
                            Slices = one.Slices,
                            Confusion = one.Confusion,
                            Calibration = one.Calibration,
                        }
                    ).ShouldBe(one);
                    many.Slices.ShouldBe(one.Slices);
                    many.History.ShouldBe(one.History);
                    merged.Paired.ShouldBe(whole.Paired, ignoreOrder: true);
                    merged.Timed.ShouldBe(whole.Timed, ignoreOrder: true);
                    many.Confusion.ShouldBe(one.Confusion);
                    (many.Calibration?.ExpectedError ?? 0).ShouldBe(one.Calibration?.ExpectedError ?? 0, 1e-9);
                    many.Metrics.Keys.ShouldBe(one.Metrics.Keys);
                    foreach ((var name, var estimate) in one.Metrics)
                    {
                        many.Metrics[name].Mean.ShouldBe(estimate.Mean, 1e-9);
                    }
                },
                iter: 200
            );

    [Fact]
    public void ToJson_Totals_ComeBackAsTheyWere()
    {
        var totals = new ShadowTotals();
        totals.AddSampled(9);
        totals.AddRepeated(5);
        totals.Add(Comparison(true, 1.0 / 3, "a\"b", 0.123456789012345, "ü"), ["s"]);
        totals.AddNoise(Comparison(false, 0, "a", 1, "a"));
        totals.Add(new PairedOutcome("v", CanaryDiffers: true, CurrentDiffers: false));
        totals.AddTimed("v", 1.0 / 3, new DifferenceCount(2, 5));

        var json = totals.ToJson();

        json.ShouldNotContain('\n');
        ShadowTotals.FromJson(json).ToJson().ShouldBe(json);
        ShadowTotals.FromJson(json).Repeated.ShouldBe(5);
        ShadowTotals.FromJson(json).Timed.ShouldBe(totals.Timed);
        ShadowTotals.FromJson(new ShadowTotals().ToJson()).Student.Total.ShouldBe(0);
    }

    [Theory]
    [InlineData("", "malformed")]
    [InlineData("null", "null")]
    [InlineData("{}", "malformed")]
    [InlineData(
        """{"form":2,"sampled":0,"dropped":0,"failed":0,"student":{"differing":0,"total":0},"noise":{"differing":0,"total":0},"metrics":{},"slices":{},"labels":[],"calibration":[]}""",
        "form 2"
    )]
    [InlineData(
        """{"form":1,"sampled":0,"dropped":0,"failed":0,"student":{"differing":2,"total":1},"noise":{"differing":0,"total":0},"metrics":{},"slices":{},"labels":[],"calibration":[]}""",
        "2 of 1"
    )]
    [InlineData(
        """{"form":1,"sampled":0,"dropped":0,"failed":0,"student":{"differing":0,"total":0},"noise":{"differing":0,"total":0},"metrics":{},"slices":{},"labels":[],"calibration":[{"number":15,"count":1,"right":1,"confidence":1}]}""",
        "bin 15"
    )]
    public void FromJson_WhatIsNoTotals_Throws(string json, string message) =>
        Should.Throw<FormatException>(() => ShadowTotals.FromJson(json)).Message.ShouldContain(message);

    private static AnswerComparison Comparison(bool differs, double value, string student, double score, string teacher) =>
        new(differs, 0.5, new Dictionary<string, double> { ["value"] = value }) { Labels = new LabelOutcome(student, score, teacher) };

    private static ShadowReport Report(ShadowTotals totals) =>
        ReportBuilder.Build([new HourlyTotals(SampleReports.Now, totals)], SampleReports.Now, SampleReports.Runtime);
}
