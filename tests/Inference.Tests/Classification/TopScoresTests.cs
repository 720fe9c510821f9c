using CsCheck;
using Shouldly;
using TransformerService.Inference.Classification;
using Xunit;

namespace TransformerService.Inference.Tests.Classification;

public sealed class TopScoresTests
{
    /// <summary>Few different values, so that many are equal.</summary>
    private static readonly Gen<double[]> Scores = Gen.Int[0, 5].Select(value => value / 5.0).Array[0, 40];

    [Fact]
    public void Of_AnyScores_IsTheStartOfAStableSort() =>
        Gen.Select(Scores, Gen.Int[0, 45])
            .Sample(
                (scores, count) =>
                    TopScores
                        .Of(scores, count)
                        .ShouldBe(
                            scores
                                .Select((score, index) => (Index: index, Score: score))
                                .OrderByDescending(label => label.Score)
                                .Take(count)
                        )
            );
}
