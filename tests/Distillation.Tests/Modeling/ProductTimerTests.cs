using Shouldly;
using TransformerService.Distillation.Modeling;
using Xunit;

namespace TransformerService.Distillation.Tests.Modeling;

public sealed class ProductTimerTests
{
    private static readonly LayerShape Shape = new(ModelSize: 8, Heads: 2, FeedForward: 16, x => x.relu(), Epsilon: 1e-5);

    [Fact]
    public void Measure_FastProducts_TakesSevenRounds()
    {
        var clock = new Clock(TimeSpan.FromMilliseconds(1));

        ProductTimer.Measure(Shape, tokenBudget: 64, clock).ShouldBe(new ProductTimes(clock.Tick, clock.Tick));

        // The start, four for each round, and one for the limit after each but the first and the last.
        clock.Readings.ShouldBe(1 + (7 * 4) + 5);
    }

    [Fact]
    public void Measure_RoundLongerThanTheLimit_TakesOneMoreAlone()
    {
        var clock = new Clock(TimeSpan.FromSeconds(1));

        ProductTimer.Measure(Shape, tokenBudget: 64, clock).ShouldBe(new ProductTimes(clock.Tick, clock.Tick));

        clock.Readings.ShouldBe(1 + (2 * 4) + 1);
    }

    /// <summary>Moves on by a tick with each reading.</summary>
    private sealed class Clock(TimeSpan tick) : TimeProvider
    {
        public TimeSpan Tick => tick;

        public int Readings { get; private set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Readings++ * tick.Ticks;
    }
}
