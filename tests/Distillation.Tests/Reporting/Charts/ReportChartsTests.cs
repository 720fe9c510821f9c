using Shouldly;
using TransformerService.Distillation.Reporting.Charts;
using TransformerService.Evaluation.Reporting.Charts;
using Xunit;

namespace TransformerService.Distillation.Tests.Reporting.Charts;

public sealed class ReportChartsTests
{
    [Fact]
    public void LearningCurves_Sample_ShowScoresWhereThereAreSome()
    {
        var charts = ReportCharts.LearningCurves(SampleReport.Whole.Curves);

        charts.Select(chart => chart.XTitle).ShouldBe(["training time (hours)", "training time (hours)"]);
        charts[0].Series.ShouldHaveSingleItem().Points.ShouldBe([new(1, 10), new(3, 31.2)]);
        charts[1]
            .Series.Select(series => (series.Name, series.Color, series.IsDashed, series.Points.Count))
            .ShouldBe([
                ("teacher, validation", 0, false, 3),
                ("teacher, training", 0, true, 3),
                ("student, validation", 1, false, 1),
                ("student, training", 1, true, 1),
            ]);
    }

    [Fact]
    public void Costs_Sample_PutScoresOverSizeAndSpeed()
    {
        var charts = ReportCharts.Costs(SampleReport.Whole.Rows);

        charts.Count.ShouldBe(6);
        charts[0]
            .Series.Select(series => (series.Name, series.Points[0]))
            .ShouldBe([("student", new ChartPoint(12.34, 31.26)), ("teacher", new ChartPoint(250, 33.5))]);
        charts[1].Series.Select(series => series.Points[0].X).ShouldBe([2150.4, 210]);
        charts[2].Series.ShouldHaveSingleItem().Points[0].Y.ShouldBe(95.12, 1e-9);
    }
}
