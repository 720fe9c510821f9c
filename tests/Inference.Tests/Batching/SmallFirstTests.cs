using Shouldly;
using TransformerService.Inference.Batching;
using Xunit;

namespace TransformerService.Inference.Tests.Batching;

public sealed class SmallFirstTests
{
    [Theory]
    [InlineData(null, 5, 2, false)]
    [InlineData(10, 0, 2, false)]
    [InlineData(10, 1, 2, true)]
    [InlineData(10, 2, 4, false)]
    [InlineData(10, 3, 4, true)]
    [InlineData(1_000, 1, 2, false)]
    [InlineData(10, 0, 1, false)]
    public void LargeMustWait_SmallRequestsCameLately_KeepsTheLastSlotFree(int? millisecondsSinceSmall, int runningLarge, int slots, bool expected)
    {
        TimeSpan now = TimeSpan.FromHours(1);
        var smallFirst = new SmallFirst();
        if (millisecondsSinceSmall is { } milliseconds)
        {
            smallFirst.Note(now - TimeSpan.FromMilliseconds(milliseconds));
        }

        smallFirst.LargeMustWait(now, runningLarge, slots).ShouldBe(expected);
    }

    [Fact]
    public void UntilForgotten_SmallRequestCame_IsWhenLargeOnesNoLongerWait()
    {
        TimeSpan now = TimeSpan.FromHours(1);
        var smallFirst = new SmallFirst();
        smallFirst.UntilForgotten(now).ShouldBeNull();

        smallFirst.Note(now);

        TimeSpan wait = smallFirst.UntilForgotten(now).ShouldNotBeNull();
        smallFirst.LargeMustWait(now + wait - TimeSpan.FromTicks(1), 1, 2).ShouldBeTrue();
        smallFirst.LargeMustWait(now + wait, 1, 2).ShouldBeFalse();
    }
}
