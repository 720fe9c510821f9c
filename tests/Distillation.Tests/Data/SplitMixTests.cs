using CsCheck;
using Shouldly;
using TransformerService.Evaluation.Metrics;
using Xunit;

namespace TransformerService.Distillation.Tests.Data;

public sealed class SplitMixTests
{
    [Fact]
    public void Next_KnownSeed_GivesThePublishedNumbers()
    {
        // The first numbers of SplitMix64 for seed 1234567, as its reference implementation prints them.
        var random = new SplitMix(1234567);

        new[] { random.Next(), random.Next(), random.Next() }.ShouldBe([
            6457827717110365317UL,
            3203168211198807973UL,
            9817491932198370423UL,
        ]);
    }

    [Fact]
    public void Below_AnyBound_StaysInside() =>
        Gen.Select(Gen.ULong, Gen.Int[1, int.MaxValue])
            .Sample((seed, bound) => new SplitMix(seed).Below(bound).ShouldBeInRange(0, bound - 1));

    [Fact]
    public void Below_Six_IsEven()
    {
        var random = new SplitMix(1);
        var counts = new int[6];
        for (var i = 0; i < 60_000; i++)
        {
            counts[random.Below(6)]++;
        }

        counts.ShouldAllBe(count => count > 9_600 && count < 10_400);
    }

    [Fact]
    public void Shuffle_AnySeed_KeepsTheItems() =>
        Gen.Select(Gen.ULong, Gen.Int.Array)
            .Sample(
                (seed, items) =>
                {
                    var shuffled = items.ToArray();
                    new SplitMix(seed).Shuffle<int>(shuffled);
                    shuffled.Order().ShouldBe(items.Order());
                }
            );

    [Fact]
    public void For_OtherUses_AreOtherStreams() =>
        Enumerable
            .Range(0, 100)
            .SelectMany(seed => Enumerable.Range(0, 100).Select(use => SplitMix.For((ulong)seed, (ulong)use).Next()))
            .Distinct()
            .Count()
            .ShouldBe(10_000);
}
