using System.Text.Json;
using Shouldly;
using TransformerService.Distillation.Evaluation;
using Xunit;

namespace TransformerService.Distillation.Tests.Reporting;

public sealed class ReportJsonTests
{
    [Fact]
    public void Write_Report_IsReadAgainAsItWas()
    {
        var read = ReportJson.Read(ReportJson.Write(SampleReport.Whole));

        (read.Model, read.Created).ShouldBe((SampleReport.Whole.Model, SampleReport.Whole.Created));
        read.Rows.ShouldBe(SampleReport.Whole.Rows);
        read.Differences.ShouldBe(SampleReport.Whole.Differences);
        read.Notes.ShouldBe(SampleReport.Whole.Notes);
        read.Curves.Select(curve => curve.Name).ShouldBe(["teacher", "student"]);
        read.Curves.Zip(SampleReport.Whole.Curves).ShouldAllBe(pair => pair.First.Points.SequenceEqual(pair.Second.Points));
    }

    [Fact]
    public void Write_Names_AreCamelCaseAndWords()
    {
        var root = JsonDocument.Parse(ReportJson.Write(SampleReport.Whole)).RootElement;

        var row = root.GetProperty("rows")[0];
        row.GetProperty("system").GetString().ShouldBe("student");
        row.GetProperty("precision").GetString().ShouldBe("int8");
        row.GetProperty("modelBytes").GetInt64().ShouldBe(12_340_000);
        row.GetProperty("tokensPerSecond").GetDouble().ShouldBe(2150.4);
        row.GetProperty("translation").GetProperty("bleuInterval").GetProperty("lower").GetDouble().ShouldBe(30.1);
        row.TryGetProperty("classification", out _).ShouldBeFalse();
        root.GetProperty("rows")[1].GetProperty("precision").GetString().ShouldBe("float32");
        root.GetProperty("rows")[2]
            .GetProperty("classification")
            .GetProperty("outOfScope")
            .GetProperty("auroc")
            .GetDouble()
            .ShouldBe(0.9307);
        root.GetProperty("differences")[0].GetProperty("against").GetString().ShouldBe("teacher");
        root.GetProperty("differences")[0].GetProperty("bleu").GetProperty("isSignificant").GetBoolean().ShouldBeTrue();
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("no JSON")]
    public void Read_NoReport_IsRefused(string json) =>
        Should.Throw<EvaluationException>(() => ReportJson.Read(json)).Message.ShouldContain("report");
}
