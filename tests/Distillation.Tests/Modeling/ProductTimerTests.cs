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

        // The start, and for each round two of each layer and one for the limit, which the last does not ask.
        clock.Readings.ShouldBe(1 + (7 * 5) - 1);
    }

    [Fact]
    public void Measure_RoundLongerThanTheLimit_TakesOne()
    {
        var clock = new Clock(TimeSpan.FromSeconds(1));

        ProductTimer.Measure(Shape, tokenBudget: 64, clock).ShouldBe(new ProductTimes(clock.Tick, clock.Tick));

        clock.Readings.ShouldBe(1 + 5);
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
