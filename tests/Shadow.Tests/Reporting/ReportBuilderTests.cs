using Shouldly;
using TransformerService.Shadow.Records;
using TransformerService.Shadow.Reporting;
using TransformerService.Shadow.Statistics;
using Xunit;

namespace TransformerService.Shadow.Tests.Reporting;

public sealed class ReportBuilderTests
{
    private static readonly DateTimeOffset Now = SampleReports.Now; // 07:30

    [Fact]
    public void Build_Hours_AreSummedAndJudged()
    {
        var report = SampleReports.Classifier;

        (report.Model, report.Student.Version, report.Teacher.State, report.SampleRate, report.Margin).ShouldBe(
            ("intent", "aaaa", ShadowVariantState.Unreachable, 0.25, 0.05)
        );
        (report.Sampled, report.Compared, report.Dropped, report.Failed).ShouldBe((400, 400, 0, 0));
        report.Queue.ShouldBe(new ShadowQueue(2, 100));
        report.Since.ShouldBe(SampleReports.Runtime.Since);
        report.Verdict.ShouldBe(ShadowVerdict.Strays);
        report.Difference.ShouldBe(Interval.Excess(new(80, 400), new(0, 200)));
        report.Noise.ShouldBe(Interval.Of(new(0, 200)));
        report.Bounds.Low.ShouldBeGreaterThan(0.05);
        report.Bounds.Low.ShouldBeLessThan(report.Difference.Low);
        report.Bounds.High.ShouldBeGreaterThan(report.Difference.High);
        report.Metrics.Keys.ShouldBe(["flip", "jsDivergence", "topScoreDifference"]);
        report.Metrics["flip"].ShouldBe(new MeanEstimate(0.2, Interval.Of(new(80, 400)).Low, Interval.Of(new(80, 400)).High, 400));
        report.Metrics["topScoreDifference"].Mean.ShouldBe(-0.2 * 0.2, 1e-12);
        report.Slices.Select(slice => (slice.Slice, slice.Rate, slice.N)).ShouldBe([("length:1-16", 0.2, 200), ("length:17-32", 0.2, 200)]);
        report.Confusion.ShouldBe([new ConfusionEntry("anger", "joy", 80)]);
    }

    /// <summary>320 at 0.8, all agreed, and 80 at 0.6, none: (320 × 0.2 + 80 × 0.6) / 400.</summary>
    [Fact]
    public void Build_Classifier_HasItsCalibration()
    {
        var calibration = SampleReports.Classifier.Calibration.ShouldNotBeNull();

        calibration.ExpectedError.ShouldBe(0.28, 1e-9);
        calibration.N.ShouldBe(400);
        calibration.Bins.Select(bin => (Math.Round(bin.Confidence, 9), bin.Agreement, bin.N)).ShouldBe([(0.6, 0, 80), (0.8, 1, 320)]);
        calibration.Bins.ShouldAllBe(bin => bin.From < bin.Confidence && bin.Confidence <= bin.To + 1e-9);
    }

    [Fact]
    public void Build_Windows_TakeWholeHours()
    {
        HourlyTotals Hour(double ago, int samples) =>
            new(new DateTimeOffset(2026, 3, 1, 7, 0, 0, TimeSpan.Zero) - TimeSpan.FromHours(ago), SampleReports.Totals(samples, 0));

        var report = ReportBuilder.Build(
            [Hour(0, 1), Hour(1, 10), Hour(2, 100), Hour(24, 1000), Hour(25, 10_000), Hour(24, 2)],
            Now,
            SampleReports.Runtime
        );

        report
            .Windows.Select(window => (window.Window, window.From, window.Difference.N))
            .ShouldBe([
                ("1h", new DateTimeOffset(2026, 3, 1, 6, 0, 0, TimeSpan.Zero), 11),
                ("24h", new DateTimeOffset(2026, 2, 28, 7, 0, 0, TimeSpan.Zero), 1113),
                ("version", SampleReports.Runtime.Since, 11_113),
            ]);
        report.Windows[0].Metrics["flip"].N.ShouldBe(11);
    }

    [Fact]
    public void Build_History_HasEachHourAndTheBoundsUpToItsEnd()
    {
        HourlyTotals Hour(double ago, int samples, int differing) =>
            new(new DateTimeOffset(2026, 3, 1, 7, 0, 0, TimeSpan.Zero) - TimeSpan.FromHours(ago), SampleReports.Totals(samples, differing));
        HourlyTotals[] hours = [Hour(0, 100, 20), Hour(5, 40, 4), Hour(5, 60, 6), Hour(2, 0, 0)];

        var report = ReportBuilder.Build(hours, Now, SampleReports.Runtime);

        report.History.Select(hour => (hour.Hour.Hour, hour.Difference.N, hour.Compared)).ShouldBe([(2, 100, 100), (7, 100, 200)]);
        report.History[0].Bounds.ShouldBe(ReportBuilder.Build(hours[1..3], Now, SampleReports.Runtime).Bounds);
        report.History[^1].Bounds.ShouldBe(report.Bounds);
        report.History[0].Difference.Rate.ShouldBeLessThan(report.History[1].Difference.Rate);
    }

    [Fact]
    public void Build_ManyHours_HasTheLastWeekOfThem()
    {
        HourlyTotals[] hours =
        [
            .. Enumerable.Range(0, 500).Select(ago => new HourlyTotals(Now - TimeSpan.FromHours(ago), SampleReports.Totals(10, 1))),
        ];

        var report = ReportBuilder.Build(hours, Now, SampleReports.Runtime);

        report.History.Count.ShouldBe(ReportBuilder.MostHours);
        report.History[0].Compared.ShouldBe(10 * (500 - ReportBuilder.MostHours + 1));
        report.History[^1].Compared.ShouldBe(report.Compared);
    }

    [Fact]
    public void Build_Nothing_IsUndecided()
    {
        var report = ReportBuilder.Build([], Now, SampleReports.Runtime);

        report.Verdict.ShouldBe(ShadowVerdict.Undecided);
        report.Difference.ShouldBe(new RateEstimate(0, 0, 1, 0));
        report.Bounds.ShouldBe(new ShadowBounds(0, 1));
        report.Metrics.ShouldBeEmpty();
        report.Slices.ShouldBeEmpty();
        report.Confusion.ShouldBeNull();
        report.Calibration.ShouldBeNull();
        report.Windows.Count.ShouldBe(3);
        report.History.ShouldBeEmpty();
    }

    [Fact]
    public void Build_WithoutMeasuringNoise_TakesItToBeZero()
    {
        HourlyTotals[] hours = [new(Now, SampleReports.Totals(400, 80))];

        ReportBuilder.Build(hours, Now, SampleReports.Runtime).Verdict.ShouldBe(ShadowVerdict.Undecided);
        ReportBuilder.Build(hours, Now, SampleReports.Runtime with { MeasuresNoise = false }).Verdict.ShouldBe(ShadowVerdict.Strays);
    }

    [Fact]
    public void Build_ManyLabels_NamesTheMostFrequentPairs()
    {
        var totals = new ShadowTotals();
        foreach (var label in Enumerable.Range(1, 30))
        {
            totals.Merge(SampleReports.Totals(label, label, label: $"l{label:00}"));
        }

        var confusion = ReportBuilder.Build([new(Now, totals)], Now, SampleReports.Runtime).Confusion.ShouldNotBeNull();

        confusion.Count.ShouldBe(ReportBuilder.MaxConfusionEntries);
        confusion[0].ShouldBe(new ConfusionEntry("anger", "l30", 30));
        confusion[^1].Count.ShouldBe(11);
    }
}
