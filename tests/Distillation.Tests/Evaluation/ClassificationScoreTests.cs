using Shouldly;
using TransformerService.Distillation.Evaluation;
using Xunit;

namespace TransformerService.Distillation.Tests.Evaluation;

public sealed class ClassificationScoreTests
{
    private static readonly string[] Labels = ["a", "b", "oos"];

    // Four texts that are in scope (a, a, b, b) and three that are not.
    private static readonly double[][] Answers =
    [
        [0.9, 0.05, 0.05],
        [0.2, 0.7, 0.1],
        [0.1, 0.45, 0.45],
        [0.1, 0.1, 0.8],
        [0.05, 0.15, 0.8],
        [0.4, 0.35, 0.25],
        [0.7, 0.25, 0.05],
    ];

    private static readonly int?[] Truths = [0, 0, 1, 1, null, null, null];

    [Fact]
    public void Of_LabelForOutOfScope_TurnsAwayByLabelAndByThreshold()
    {
        var score = ClassificationScore.Of(Answers, Truths, Labels, new ScopeRule("oos", 0.5));

        (score.InScopeTexts, score.OutOfScopeTexts).ShouldBe((4, 3));
        score.Accuracy.ShouldBe(0.5); // a, b, b (the first of two equal ones), oos against a, a, b, b
        // F1: a 2·1/(1+2), b 2·1/(2+2), oos 0/(1+0).
        score.MacroF1.ShouldBe(((2.0 / 3) + 0.5 + 0) / 3, 1e-12);
        // 0.9 right, 0.7 wrong, 0.45 right and 0.8 wrong are each alone in a bin of width 1/15.
        score.CalibrationError.ShouldBe((0.1 + 0.7 + 0.55 + 0.8) / 4, 1e-12);
        var scope = score.OutOfScope.ShouldNotBeNull();
        scope.Recall.ShouldBe(2.0 / 3, 1e-12); // by its label, by 0.4 < 0.5; not 0.7
        scope.FalseAlarmRate.ShouldBe(0.5); // 0.45 < 0.5, and the label of the last
        // 1 − p(oos): in scope 0.95, 0.9, 0.55, 0.2; out of scope 0.2, 0.75, 0.95. Won: 2.5 + 2 + 1 + 0.5 of 12.
        scope.Auroc.ShouldBe(6.0 / 12, 1e-12);
    }

    [Fact]
    public void Of_NoThreshold_LeavesTheLabel()
    {
        var scope = ClassificationScore.Of(Answers, Truths, Labels, new ScopeRule("oos", 0)).OutOfScope.ShouldNotBeNull();

        scope.Recall.ShouldBe(1.0 / 3, 1e-12);
        scope.FalseAlarmRate.ShouldBe(0.25);
    }

    [Fact]
    public void Of_ModelWithoutTheLabel_GoesByTheThresholdAlone()
    {
        var scope = ClassificationScore.Of(Answers, Truths, ["a", "b", "c"], new ScopeRule("oos", 0.75)).OutOfScope.ShouldNotBeNull();

        scope.Recall.ShouldBe(2.0 / 3, 1e-12); // 0.4 and 0.7
        scope.FalseAlarmRate.ShouldBe(0.5); // 0.7 and 0.45
        // Highest probability: in scope 0.9, 0.7, 0.45, 0.8; out of scope 0.8, 0.4, 0.7. Won: 3 + 1.5 + 1 + 2.5 of 12.
        scope.Auroc.ShouldBe(8.0 / 12, 1e-12);
    }

    [Fact]
    public void Of_NothingOutOfScope_HasNoSuchScore() =>
        ClassificationScore.Of(Answers[..4], Truths[..4], Labels, new ScopeRule()).OutOfScope.ShouldBeNull();
}
