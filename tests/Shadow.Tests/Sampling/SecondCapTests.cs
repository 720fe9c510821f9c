using Microsoft.Extensions.Time.Testing;
using Shouldly;
using TransformerService.Shadow.Sampling;
using Xunit;

namespace TransformerService.Shadow.Tests.Sampling;

public sealed class SecondCapTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Take_MoreThanTheCap_GivesASecondsWorthAndFillsAgain()
    {
        var cap = new SecondCap(_time);

        cap.Take(15, 10).ShouldBe(10);
        cap.Take(1, 10).ShouldBe(0);
        _time.Advance(TimeSpan.FromMilliseconds(500));
        cap.Take(15, 10).ShouldBe(5);
        _time.Advance(TimeSpan.FromHours(1));
        cap.Take(15, 10).ShouldBe(10, "no more than one second's worth is saved");
    }

    [Fact]
    public void Take_LessThanOneASecond_GivesOneEverySoOften()
    {
        var cap = new SecondCap(_time);
        var taken = 0;
        for (var second = 0; second < 100; second++)
        {
            taken += cap.Take(3, 0.1);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        taken.ShouldBeInRange(9, 10); // tenths do not sum up exactly
    }
}
