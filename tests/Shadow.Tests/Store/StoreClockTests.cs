using Shouldly;
using TransformerService.Shadow.Store;
using Xunit;

namespace TransformerService.Shadow.Tests.Store;

public sealed class StoreClockTests
{
    private readonly SetClock _clock = new();

    [Fact]
    public void Look_TimePassesQuietly_IsBelieved()
    {
        var clock = new StoreClock(_clock);
        clock.Look().ShouldBeTrue();

        _clock.Pass(TimeSpan.FromDays(30));

        clock.Look().ShouldBeTrue();
    }

    [Theory]
    [InlineData(100)]
    [InlineData(-100)]
    public void Look_ClockHasJumped_IsBelievedAfterADay(int days)
    {
        var clock = new StoreClock(_clock);
        clock.Look();

        _clock.Offset = TimeSpan.FromDays(days);
        clock.Look().ShouldBeFalse();
        _clock.Pass(TimeSpan.FromHours(23));
        clock.Look().ShouldBeFalse();
        _clock.Pass(TimeSpan.FromHours(1));

        clock.Look().ShouldBeTrue();
    }

    [Fact]
    public void Look_FirstTimeFarFromTheNewestData_IsBelievedAfterADay()
    {
        var clock = new StoreClock(_clock);
        clock.Look(_clock.GetUtcNow().AddDays(-10)).ShouldBeFalse();

        _clock.Pass(TimeSpan.FromDays(1));

        clock.Look().ShouldBeTrue();
    }
}
