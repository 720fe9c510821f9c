using Shouldly;
using TransformerService.Evaluation.Metrics;
using Xunit;

namespace TransformerService.Distillation.Tests.Evaluation.Metrics;

public sealed class CalibrationTests
{
    [Fact]
    public void ExpectedError_ByHand_WeighsTheBinsGaps()
    {
        // Two bins: {0.3 wrong, 0.5 right} has confidence 0.4 and accuracy 0.5; {0.9 right, 0.8 wrong} has 0.85 and 0.5.
        Calibration.ExpectedError([0.3, 0.5, 0.9, 0.8], [false, true, true, false], bins: 2).ShouldBe(0.5 * 0.1 + 0.5 * 0.35, 1e-12);
    }

    [Fact]
    public void ExpectedError_AsConfidentAsRight_Is0() =>
        Calibration.ExpectedError([0.75, 0.75, 0.75, 0.75], [true, true, true, false]).ShouldBe(0, 1e-12);

    [Fact]
    public void ExpectedError_SureAndWrong_Is1() => Calibration.ExpectedError([1, 1], [false, false]).ShouldBe(1);

    [Fact]
    public void ExpectedError_FifteenBins_KeepsNeighboursApart() =>
        // 0.4 is the upper end of its bin, 0.41 is in the next: gaps of opposite sign do not cancel out.
        Calibration.ExpectedError([0.4, 0.41], [true, false]).ShouldBe((0.6 + 0.41) / 2, 1e-12);

    [Fact]
    public void ExpectedError_EndsOfTheRange_HaveBins() => Calibration.ExpectedError([0, 1], [false, true]).ShouldBe(0);

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void ExpectedError_NoProbability_Throws(double confidence) =>
        Should.Throw<ArgumentException>(() => Calibration.ExpectedError([confidence], [true])).Message.ShouldContain("not a probability");
}
