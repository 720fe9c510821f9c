using CsCheck;
using Shouldly;
using TransformerService.Shadow.Cascade;
using TransformerService.Shadow.Records;
using Xunit;

namespace TransformerService.Shadow.Tests.Cascade;

public sealed class RiskCalibrationTests
{
    private const int Splits = 100;

    /// <summary>Signs: the student's own risk, a sign that says much, one that says nothing, and one that never varies.</summary>
    [Theory]
    [InlineData(-3, 2, 0.5, 0.05)]
    [InlineData(-3, 2, 0.05, 0.05)]
    [InlineData(-1, 1, 0.1, 0.1)]
    [InlineData(-2, 0, 0.2, 0.15)]
    public void Of_SimulatedFindings_GuaranteesItsBoundInAtLeast95Of100Splits(double bias, double weight, double budget, double alpha)
    {
        var traffic = Findings(new Random(7), 40_000, bias, weight);
        var held = 0;
        for (var split = 0; split < Splits; split++)
        {
            var calibration = RiskCalibration
                .Of(Findings(new Random(100 + split), 800, bias, weight), budget, alpha, default)
                .ShouldNotBeNull();
            var served = traffic.Average(finding =>
                finding.Differs && calibration.Risk.Of(finding.Signs) <= calibration.Threshold ? 1.0 : 0
            );
            held += served <= calibration.Report.Bound.Guaranteed ? 1 : 0;
            calibration.Report.Bound.IsMet.ShouldBe(calibration.Report.Bound.Guaranteed <= alpha);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{held} of {Splits}");
        held.ShouldBeGreaterThanOrEqualTo(95);
    }

    [Fact]
    public void Of_InformativeSigns_SparesMoreThanChanceWithinTheBudget()
    {
        var findings = Findings(new Random(3), 4000, -3, 2);
        var calibration = RiskCalibration.Of(findings, 0.1, 0.01, default).ShouldNotBeNull();
        calibration.Risk.IsFitted.ShouldBeTrue();
        calibration.Report.Bound.IsMet.ShouldBeFalse();
        calibration.Report.Share.ShouldBeInRange(0.05, 0.15);

        var fresh = Findings(new Random(4), 20_000, -3, 2);
        var spared = fresh.Count(finding => finding.Differs && calibration.Risk.Of(finding.Signs) > calibration.Threshold);
        var escalated = fresh.Count(finding => calibration.Risk.Of(finding.Signs) > calibration.Threshold);
        ((double)spared / fresh.Count(finding => finding.Differs)).ShouldBeGreaterThan(2.0 * escalated / fresh.Count);
    }

    [Fact]
    public void Of_LargerBudget_NeverEscalatesLessNorGuaranteesLess() =>
        Gen.Select(Gen.Int[1, 10_000], Gen.Double[0, 0.5], Gen.Double[0, 0.5], Gen.Double[0.01, 0.3])
            .Sample(
                (seed, one, other, alpha) =>
                {
                    var findings = Findings(new Random(seed), 300, -2, 1.5);
                    var small = RiskCalibration.Of(findings, Math.Min(one, other), alpha, default).ShouldNotBeNull();
                    var large = RiskCalibration.Of(findings, Math.Max(one, other), alpha, default).ShouldNotBeNull();
                    large.Threshold.ShouldBeLessThanOrEqualTo(small.Threshold);
                    large.Report.Bound.Guaranteed.ShouldBeLessThanOrEqualTo(Math.Max(alpha, small.Report.Bound.Guaranteed));
                    small.Report.Curve.Count.ShouldBeInRange(1, 20);
                },
                iter: 60
            );

    [Fact]
    public void Of_FewFindings_IsNothing()
    {
        RiskCalibration.Of([], 0.1, 0.05, default).ShouldBeNull();
        RiskCalibration.Of(Findings(new Random(1), RiskCalibration.LeastFindings - 1, -2, 1), 0.1, 0.05, default).ShouldBeNull();
        var oneSided = Findings(new Random(1), 500, -2, 1).Select(finding => finding with { IsForFit = true }).ToList();
        RiskCalibration.Of(oneSided, 0.1, 0.05, default).ShouldBeNull();
    }

    [Fact]
    public void Of_StudentThatNeverDiffers_EscalatesNothing()
    {
        var findings = Findings(new Random(1), 1000, -2, 1).Select(finding => finding with { Differs = false }).ToList();
        var calibration = RiskCalibration.Of(findings, 0.1, 0.05, default).ShouldNotBeNull();
        (calibration.Threshold, calibration.Report.Share).ShouldBe((1, 0));
        calibration.Report.Bound.IsMet.ShouldBeTrue();
        calibration.Risk.IsFitted.ShouldBeFalse();
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(0.25)]
    public void Of_SignsThatSayNothing_NeverBreaksTheBudget(double sign)
    {
        var findings = Findings(new Random(5), 1000, 0, 1).Select(finding => finding with { Signs = [sign, sign] }).ToList();
        var calibration = RiskCalibration.Of(findings, 0.1, 0.05, default).ShouldNotBeNull();
        double.IsFinite(calibration.Threshold).ShouldBeTrue();
        calibration.Report.Share.ShouldBeLessThanOrEqualTo(0.1);
        double.IsFinite(calibration.Risk.Of([sign, sign])).ShouldBeTrue();
    }

    [Fact]
    public void Of_SeparableSigns_FindsTheDifferingOnes()
    {
        var findings = Findings(new Random(6), 2000, -3, 0)
            .Select(finding => finding with { Signs = [0.5, finding.Differs ? 1 : -1] })
            .ToList();
        var calibration = RiskCalibration.Of(findings, 0.5, 0.02, default).ShouldNotBeNull();
        calibration.Risk.IsFitted.ShouldBeTrue();
        calibration.Risk.Of([0.5, 1]).ShouldBeGreaterThan(calibration.Threshold);
        calibration.Risk.Of([0.5, -1]).ShouldBeLessThanOrEqualTo(calibration.Threshold);
        calibration.Report.Bound.IsMet.ShouldBeTrue();
    }

    private static List<RiskFinding> Findings(Random random, int count, double bias, double weight)
    {
        List<RiskFinding> findings = [];
        for (var number = 0; number < count; number++)
        {
            var sign = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            var differs = random.NextDouble() < 1 / (1 + Math.Exp(-(bias + (weight * sign))));
            findings.Add(new RiskFinding([random.NextDouble(), sign, random.NextDouble(), 3], differs, random.Next(2) == 0, default));
        }

        return findings;
    }
}
