using CsCheck;
using Shouldly;
using TransformerService.Inference.Decoding;
using Xunit;

namespace TransformerService.Inference.Tests.Decoding;

/// <summary>The limits against sorting. The weights are whole numbers, and shares sixteenths, so that sums are exact in any order.</summary>
public sealed class WeightLimitTests
{
    private static readonly Gen<double[]> Weights = Gen.Int[1, 12].Select(weight => (double)weight).Array[1, 60];

    [Fact]
    public void OfCount_AnyWeights_IsTheSortedOnesLimit() =>
        Gen.Select(Weights, Gen.Int[1, 60])
            .Sample(
                (weights, asked) =>
                {
                    var count = Math.Min(asked, weights.Length);
                    double[] kept = [.. weights.OrderDescending().Take(count)];

                    WeightLimit.OfCount((double[])weights.Clone(), count).ShouldBe(Expected(kept));
                },
                iter: 5_000
            );

    [Fact]
    public void OfMass_AnyWeights_IsTheSortedOnesLimit() =>
        Gen.Select(Weights, Gen.Int[0, 15])
            .Sample(
                (weights, sixteenths) =>
                {
                    var share = sixteenths / 16.0;
                    double[] sorted = [.. weights.OrderDescending()];
                    var count = 0;
                    for (var sum = 0.0; count == 0 || sum < share * weights.Sum(); count++)
                    {
                        sum += sorted[count];
                    }

                    WeightLimit.OfMass((double[])weights.Clone(), share).ShouldBe(Expected(sorted[..count]));
                },
                iter: 5_000
            );

    private static WeightLimit Expected(double[] kept) => new(kept[^1], kept.Count(weight => weight == kept[^1]));
}
