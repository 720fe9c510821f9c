using CsCheck;
using Shouldly;
using TransformerService.Evaluation.Metrics;
using Xunit;

namespace TransformerService.Distillation.Tests.Evaluation.Metrics;

public sealed class ClassificationScoresTests
{
    [Fact]
    public void Accuracy_ByHand_IsTheShareThatIsRight() => ClassificationScores.Accuracy([0, 1, 2, 2], [0, 1, 1, 2]).ShouldBe(0.75);

    [Fact]
    public void MacroF1_ByHand_IsTheMeanOverClasses()
    {
        // Class 0: 1 right, 1 false alarm, 0 missed: 2/3. Class 1: 1 right, 0, 1 missed: 2/3. Class 2: never true, once predicted: 0.
        // Class 3: once true, never predicted: 0.
        ClassificationScores.MacroF1([0, 0, 1, 2], [0, 1, 1, 3]).ShouldBe((2.0 / 3 + 2.0 / 3 + 0 + 0) / 4, 1e-12);
    }

    [Fact]
    public void MacroF1_AllRight_Is1() => ClassificationScores.MacroF1([4, 2, 4], [4, 2, 4]).ShouldBe(1);

    [Fact]
    public void Scores_AnyLists_AgreeWithTheDefinition() =>
        Gen.Select(Gen.Int[0, 4], Gen.Int[0, 4])
            .Array[1, 40]
            .Sample(pairs =>
            {
                int[] predictions = [.. pairs.Select(pair => pair.Item1)],
                    truths = [.. pairs.Select(pair => pair.Item2)];
                var expected = predictions
                    .Concat(truths)
                    .Distinct()
                    .Average(label =>
                    {
                        double right = pairs.Count(pair => pair.Item1 == label && pair.Item2 == label);
                        var precision = right / Math.Max(1, predictions.Count(value => value == label));
                        var recall = right / Math.Max(1, truths.Count(value => value == label));
                        return precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall);
                    });

                ClassificationScores.MacroF1(predictions, truths).ShouldBe(expected, 1e-9);
                ClassificationScores
                    .Accuracy(predictions, truths)
                    .ShouldBe(pairs.Count(pair => pair.Item1 == pair.Item2) / (double)pairs.Length);
            });

    [Fact]
    public void Scores_FaultyLists_Throw()
    {
        Should.Throw<ArgumentException>(() => ClassificationScores.Accuracy([0], [0, 1]));
        Should.Throw<ArgumentException>(() => ClassificationScores.MacroF1([], []));
    }
}
