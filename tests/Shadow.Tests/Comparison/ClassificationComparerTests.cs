using CsCheck;
using Shouldly;
using TransformerService.Models.Requests;
using TransformerService.Shadow.Comparison;
using Xunit;

namespace TransformerService.Shadow.Tests.Comparison;

public sealed class ClassificationComparerTests
{
    [Fact]
    public void Compare_SameScores_HaveNoDifference()
    {
        var comparison = ClassificationComparer.Compare(Scores(0.7, 0.3), Scores(0.7, 0.3));

        comparison.Differs.ShouldBeFalse();
        comparison.Severity.ShouldBe(0);
        comparison.Metrics.ShouldBe(
            new Dictionary<string, double>
            {
                ["flip"] = 0,
                ["topScoreDifference"] = 0,
                ["jsDivergence"] = 0,
            }
        );
        comparison.Labels.ShouldBe(new LabelOutcome("a", 0.7, "a"));
    }

    /// <summary>P = (½, ½), Q = (¾, ¼), M = (⅝, ⅜): ½ KL(P, M) + ½ KL(Q, M) = H(M) − (H(P) + H(Q)) / 2.</summary>
    [Fact]
    public void Compare_ByHand_IsTheJensenShannonDivergence()
    {
        var expected = Entropy(0.625, 0.375) - ((Entropy(0.5, 0.5) + Entropy(0.75, 0.25)) / 2);
        expected.ShouldBe(0.0487949, 1e-6);

        ClassificationComparer.Compare(Scores(0.5, 0.5), Scores(0.75, 0.25)).Metrics["jsDivergence"].ShouldBe(expected, 1e-12);
    }

    [Fact]
    public void Compare_NothingInCommon_DivergesByOneBit()
    {
        var comparison = ClassificationComparer.Compare(Scores(1, 0), Scores(0, 1));

        comparison.Metrics["jsDivergence"].ShouldBe(1);
        comparison.Metrics["flip"].ShouldBe(1);
        comparison.Severity.ShouldBe(1);
    }

    [Fact]
    public void Compare_Flip_IsAsSevereAsTheTeacherMinds()
    {
        var comparison = ClassificationComparer.Compare(Scores(0.6, 0.3, 0.1), Scores(0.2, 0.7, 0.1));

        comparison.Differs.ShouldBeTrue();
        comparison.Labels.ShouldBe(new LabelOutcome("a", 0.6, "b"));
        comparison.Metrics["topScoreDifference"].ShouldBe(-0.1, 1e-12);
        comparison.Severity.ShouldBe(0.5 + (0.5 * (0.7 - 0.2)), 1e-12);
    }

    [Fact]
    public void Compare_LabelsInOtherOrderOrMissing_AreMatchedByName()
    {
        ClassificationComparer.Compare([new("a", 0.7), new("b", 0.3)], [new("b", 0.3), new("a", 0.7)]).Severity.ShouldBe(0);
        ClassificationComparer.Compare([new("a", 1)], [new("b", 1)]).Metrics["jsDivergence"].ShouldBe(1);
    }

    /// <summary>Two labels by themselves: (½, ½) against (¾, ¼) as above, and no difference; the mean is half of it.</summary>
    [Fact]
    public void Compare_IndependentLabels_HaveTheMeanOfTheirDivergences() =>
        ClassificationComparer
            .Compare(Scores(0.5, 0.9), Scores(0.75, 0.9), independent: true)
            .Metrics["jsDivergence"]
            .ShouldBe(0.0487949 / 2, 1e-6);

    [Fact]
    public void Compare_EqualScores_DecideByName() =>
        ClassificationComparer.Compare([new("b", 0.5), new("a", 0.5)], [new("a", 0.5), new("b", 0.5)]).Differs.ShouldBeFalse();

    [Fact]
    public void Compare_ScoresThatAreNoProbabilities_CountAsTheNearest()
    {
        var comparison = ClassificationComparer.Compare(Scores(double.NaN, 7), Scores(double.NaN, double.PositiveInfinity));

        comparison.Labels.ShouldBe(new LabelOutcome("b", 1, "b"));
        comparison.Severity.ShouldBe(0);
        ClassificationComparer
            .Compare(Scores(double.NaN, double.NaN), Scores(1, 0))
            .Metrics.Values.ShouldAllBe(value => double.IsFinite(value));
    }

    [Fact]
    public void Compare_NoLabels_Throws()
    {
        Should.Throw<ArgumentException>(() => ClassificationComparer.Compare([], Scores(1))).ParamName.ShouldBe("student");
        Should.Throw<ArgumentException>(() => ClassificationComparer.Compare(Scores(1), [])).ParamName.ShouldBe("teacher");
    }

    [Fact]
    public void Compare_AnyScores_AreSymmetricInDivergenceAndFlipsAreWorse() =>
        Gen.Select(Gen.Double[0, 1].Array[3], Gen.Double[0, 1].Array[3], Gen.Bool)
            .Sample(
                (left, right, independent) =>
                {
                    var there = ClassificationComparer.Compare(Scores(left), Scores(right), independent);
                    var back = ClassificationComparer.Compare(Scores(right), Scores(left), independent);
                    there.Metrics["jsDivergence"].ShouldBe(back.Metrics["jsDivergence"], 1e-12);
                    there.Metrics["jsDivergence"].ShouldBeInRange(0, 1);
                    there.Differs.ShouldBe(back.Differs);
                    there.Severity.ShouldBeInRange(
                        there.Differs ? ClassificationComparer.FlipSeverity : 0,
                        there.Differs ? 1 : ClassificationComparer.FlipSeverity
                    );
                }
            );

    private static LabelScore[] Scores(params double[] scores) =>
        [.. scores.Select((score, i) => new LabelScore(((char)('a' + i)).ToString(), score))];

    private static double Entropy(params double[] probabilities) => -probabilities.Sum(probability => probability * Math.Log2(probability));
}
