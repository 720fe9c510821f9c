using Shouldly;
using TransformerService.Shadow.Cascade;
using TransformerService.Shadow.Records;
using TransformerService.Shadow.Statistics;
using TransformerService.Shadow.Store;
using Xunit;

namespace TransformerService.Shadow.Tests.Cascade;

public sealed class CascadeFitOfTests
{
    private const double Budget = 0.1,
        Alpha = 0.05;

    [Theory]
    [InlineData(0)]
    [InlineData(RiskCalibration.LeastFindings - 1)]
    public void Next_TooFewFindings_IsNone(int findings) => CascadeFitOf.Next(Read(findings), null, Budget, Alpha).ShouldBeNull();

    [Fact]
    public void Next_FewNewFindings_KeepsTheFitAndJudgesEachOnce()
    {
        var first = CascadeFitOf.Next(Read(400), null, Budget, Alpha).ShouldNotBeNull();
        first.Later.ShouldBe(default);

        var second = CascadeFitOf.Next(Read(430), first, Budget, Alpha).ShouldNotBeNull();
        second.Calibration.ShouldBeSameAs(first.Calibration);
        second.Later.Total.ShouldBe(30);
        second.Later.Differing.ShouldBe(Read(430).Findings.Take(30).Count(finding => IsServed(first, finding)));

        var third = CascadeFitOf.Next(Read(450), second, Budget, Alpha).ShouldNotBeNull();
        third.Later.Total.ShouldBe(50);
        CascadeFitOf.Next(Read(450), third, Budget, Alpha).ShouldBe(third);
    }

    [Fact]
    public void Next_AFifthMoreFindings_FitsAgainAndKeepsWhatWasJudged()
    {
        var first = CascadeFitOf.Next(Read(400), null, Budget, Alpha).ShouldNotBeNull();

        var next = CascadeFitOf.Next(Read(480), first, Budget, Alpha).ShouldNotBeNull();

        next.Calibration.ShouldNotBeSameAs(first.Calibration);
        next.Calibration.Report.Findings.ShouldBe(480);
        next.Later.ShouldBe(new DifferenceCount(Read(480).Findings.Take(80).Count(finding => IsServed(first, finding)), 80));
    }

    [Fact]
    public void Next_AnotherTeacher_BeginsAnew()
    {
        var first = CascadeFitOf.Next(Read(400), null, Budget, Alpha).ShouldNotBeNull();

        CascadeFitOf.Next(Read(50, "next"), first, Budget, Alpha).ShouldBeNull();
        var next = CascadeFitOf.Next(Read(400, "next"), first, Budget, Alpha).ShouldNotBeNull();

        next.Teacher.ShouldBe("next");
        next.Later.ShouldBe(default);
    }

    private static bool IsServed(CascadeFitOf fit, RiskFinding finding) =>
        finding.Differs && fit.Calibration.Risk.Of(finding.Signs) <= fit.Calibration.Threshold;

    /// <summary>The newest first, one a second; the first ones are the same whatever their number.</summary>
    private static SignedFindings Read(int count, string teacher = "teacher")
    {
        var random = new Random(1);
        RiskFinding[] findings =
        [
            .. Enumerable
                .Range(0, count)
                .Select(number =>
                {
                    var risk = random.NextDouble();
                    return new RiskFinding(
                        [risk, 1],
                        random.NextDouble() < risk / 2,
                        number % 2 == 0,
                        DateTimeOffset.UnixEpoch.AddSeconds(number)
                    );
                }),
        ];
        return new SignedFindings(teacher, [.. findings.Reverse()]);
    }
}
