using Shouldly;
using TransformerService.Distillation.Quality;
using TransformerService.Evaluation.Metrics;
using TransformerService.Models.Quality;
using Xunit;

namespace TransformerService.Distillation.Tests.Quality;

public sealed class QualityTests
{
    [Fact]
    public void Of_Translation_HasItsSigns()
    {
        var signs = QualitySigns.Of("The blue house", "La maison blue, la maison", -6, 8, 0.25);

        signs.MeanLogProbability.ShouldBe(-0.75);
        signs.LengthRatio.ShouldBe(Math.Log(26 / 15.0), 1e-12);
        signs.Repetition.ShouldBe(0); // "La maison" and "la maison" differ in case
        signs.Copied.ShouldBe(1 / 3.0, 1e-12);
        signs.Unknown.ShouldBe(0.25);
        signs.Length.ShouldBe(Math.Log(8));
    }

    [Fact]
    public void Of_Loop_IsRepetition() =>
        QualitySigns.Of("Wow", "le veau le veau le veau le veau", -10, 8, 0).Repetition.ShouldBe(1 - (2 / 7.0), 1e-12);

    [Theory]
    [InlineData("", "")]
    [InlineData("...", "")]
    [InlineData("", "a b")]
    public void Of_NothingToCompare_IsFinite(string text, string translation) =>
        QualitySigns.Of(text, translation, double.NegativeInfinity, 1, 0).ToArray().ShouldAllBe(sign => double.IsFinite(sign));

    [Fact]
    public void Run_TargetsOfALogisticModel_FindsItsWeights()
    {
        var random = new Random(7);
        double[][] inputs = [.. Enumerable.Range(0, 4_000).Select(_ => (double[])[random.NextDouble() * 3, random.NextDouble() - 5, 1])];
        double[] targets = [.. inputs.Select(row => 1 / (1 + Math.Exp(-(0.5 + (1.5 * row[0]) + (2 * (row[1] + 4.5))))))];

        var (bias, weights) = LogisticFit.Run(inputs, targets);

        weights[0].ShouldBe(1.5, 0.05);
        weights[1].ShouldBe(2, 0.05);
        double.IsFinite(weights[2]).ShouldBeTrue();
        (bias + weights[2]).ShouldBe(9.5, 0.3);
    }

    [Fact]
    public void RankCorrelation_SameOrder_IsOneAndTiesShareRanks()
    {
        var calibration = new QualityCalibration("", 0, [1, 0, 0, 0, 0, 0]);
        RatedSentence[] sentences =
        [
            .. Enumerable
                .Range(0, 40)
                .Select(place => new RatedSentence("a", new QualitySigns(place / -10.0, 0, 0, 0, 0, 0), 1 - (place / 40.0))),
        ];

        Reliability.RankCorrelation(calibration, sentences).ShouldBe(1, 1e-12);
        Reliability.RankCorrelation(calibration, [.. sentences.Select(one => one with { ChrF = 0.5 })]).ShouldBe(0);
        Reliability.Of(calibration, sentences).Sum(group => group.Sentences).ShouldBe(40);
        Reliability.Error(Reliability.Of(calibration, sentences)).ShouldBeInRange(0, 1);
    }

    [Fact]
    public void Read_File_IsUsedOnlyForItsExport()
    {
        var folder = Directory.CreateTempSubdirectory("quality-").FullName;
        try
        {
            QualityJson.Read(folder, "aa", out var none).ShouldBeNull();
            none.ShouldBeNull();
            QualityJson.Write(folder, new QualityCalibration("aa", 0.5, [1, 2, 3, 4, 5, 6]) { Sentences = 9 });
            var read = QualityJson.Read(folder, "aa", out var fault).ShouldNotBeNull();
            fault.ShouldBeNull();
            read.Of(default).ShouldBe(1 / (1 + Math.Exp(-0.5)), 1e-12);
            QualityJson.Read(folder, "bb", out var other).ShouldBeNull();
            other.ShouldNotBeNull().ShouldContain("another content");
            foreach (
                var faulty in new[] { "{", "null", "[]", """{"contentHash":"aa","bias":0,"weights":[1]}""", """{"contentHash":"aa"}""" }
            )
            {
                File.WriteAllText(Path.Combine(folder, QualityCalibration.Name), faulty);
                QualityJson.Read(folder, "aa", out var malformed).ShouldBeNull();
                malformed.ShouldNotBeNull().ShouldContain(QualityCalibration.Name);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
