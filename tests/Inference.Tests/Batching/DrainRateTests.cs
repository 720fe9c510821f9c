using Shouldly;
using TransformerService.Inference.Batching;
using Xunit;

namespace TransformerService.Inference.Tests.Batching;

public sealed class DrainRateTests
{
    [Fact]
    public void TimeFor_BatchesSideBySide_CountsTheTimeBetweenTheirEnds()
    {
        var rate = new DrainRate();
        for (var batch = 0; batch < 50; batch++)
        {
            // Two at once, each a second long, one done every half second: 20 rows a second.
            rate.Add(10, TimeSpan.FromSeconds(batch / 2.0), TimeSpan.FromSeconds((batch / 2.0) + 1));
        }

        rate.TimeFor(200).TotalSeconds.ShouldBe(10, 1);
    }

    [Fact]
    public void TimeFor_NothingKnownOrVeryMuch_IsWithinItsBounds()
    {
        var rate = new DrainRate();
        rate.TimeFor(1_000_000).ShouldBe(TimeSpan.FromSeconds(1));
        rate.Add(1, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        rate.TimeFor(1_000_000).ShouldBe(TimeSpan.FromSeconds(60));
    }

    [Fact]
    public void Estimate_LongAgo_IsBelievedLessAndLess()
    {
        var rate = new DrainRate();
        rate.Estimate(1, TimeSpan.Zero).ShouldBeNull();
        rate.Add(10, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        rate.Estimate(30, TimeSpan.FromSeconds(10)).ShouldBe(TimeSpan.FromSeconds(30));
        rate.Estimate(30, TimeSpan.FromSeconds(40)).ShouldBe(TimeSpan.FromSeconds(15));
        rate.Estimate(30, TimeSpan.FromSeconds(70)).ShouldBe(TimeSpan.FromSeconds(7.5));
    }
}
