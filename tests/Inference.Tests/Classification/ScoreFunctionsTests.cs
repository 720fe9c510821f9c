using Shouldly;
using TransformerService.Inference.Classification;
using TransformerService.Models.Errors;
using TransformerService.Models.Exports;
using TransformerService.Models.Requests;
using Xunit;

namespace TransformerService.Inference.Tests.Classification;

/// <summary>Which function makes the scores that a request asks for.</summary>
public sealed class ScoreFunctionsTests
{
    [Theory]
    [InlineData(null, 2, null)]
    [InlineData(ScoreScale.Logits, 2, ScoreFunction.None)]
    [InlineData(ScoreScale.Softmax, 1, ScoreFunction.Softmax)]
    [InlineData(ScoreScale.Sigmoid, 2, ScoreFunction.Sigmoid)]
    [InlineData(ScoreScale.Usual, 1, ScoreFunction.Sigmoid)]
    [InlineData(ScoreScale.Usual, 2, ScoreFunction.Softmax)]
    public void Of_AnExportWithLogits_IsWhatWasAskedFor(ScoreScale? scale, int labels, ScoreFunction? expected) =>
        ScoreFunctions.Of(scale, Head(labels, ScoreFunction.Sigmoid)).ShouldBe(expected);

    [Theory]
    [InlineData(ScoreFunction.None, ScoreFunction.Softmax)]
    [InlineData(ScoreFunction.Exponential, null)]
    public void Of_AnExportWithoutLogits_IsItsOwnOrRefused(ScoreFunction function, ScoreFunction? inGraph)
    {
        var head = Head(3, function) with { InGraph = inGraph };

        ScoreFunctions.Of(null, head).ShouldBeNull();
        ScoreFunctions.Of(ScoreScale.Usual, head).ShouldBeNull();
        foreach (var scale in new[] { ScoreScale.Logits, ScoreScale.Softmax, ScoreScale.Sigmoid })
        {
            Should.Throw<InferenceException>(() => ScoreFunctions.Of(scale, head)).Error.ShouldBe(InferenceError.InvalidInput);
        }
    }

    private static ClassificationHead Head(int labels, ScoreFunction function) =>
        new([.. Enumerable.Range(0, labels).Select(label => $"LABEL_{label}")], function);
}
