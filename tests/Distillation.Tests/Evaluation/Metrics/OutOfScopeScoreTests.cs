using Shouldly;
using TransformerService.Evaluation.Metrics;
using Xunit;

namespace TransformerService.Distillation.Tests.Evaluation.Metrics;

public sealed class OutOfScopeScoreTests
{
    [Theory]
    [InlineData(0.0, 0.0, 0.0)]
    [InlineData(0.5, 0.5, 0.25)]
    [InlineData(0.7, 1.0, 0.25)]
    [InlineData(1.0, 1.0, 0.75)]
    public void At_Threshold_CountsWhatIsBelow(double threshold, double recall, double falseAlarms) =>
        OutOfScopeScore
            .At(Said(0.2, 0.9, 0.7, 1.0), Said(0.3, 0.5), threshold)
            .ShouldBe(new OutOfScopeScore(threshold, recall, falseAlarms, 0.75));

    [Fact]
    public void At_OutOfScopeLabel_CountsAtAnyThreshold()
    {
        ScopePrediction label = new(0.99, true, 0.01);
        OutOfScopeScore
            .At([label, .. Said(0.9)], [label, label, .. Said(0.9, 0.2)], 0.5)
            .ShouldBe(new OutOfScopeScore(0.5, 0.75, 0.5, 0.5625));
    }

    [Fact]
    public void At_OneKindMissing_Throws()
    {
        Should.Throw<ArgumentException>(() => OutOfScopeScore.At([], Said(0.1), 0.5));
        Should.Throw<ArgumentException>(() => OutOfScopeScore.At(Said(0.1), [], 0.5));
    }

    private static ScopePrediction[] Said(params double[] confidences) =>
        [.. confidences.Select(confidence => new ScopePrediction(confidence, false, confidence))];
}
