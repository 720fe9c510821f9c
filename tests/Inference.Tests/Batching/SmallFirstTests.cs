using Shouldly;
using TransformerService.Inference.Batching;
using Xunit;

namespace TransformerService.Inference.Tests.Batching;

public sealed class SmallFirstTests
{
    private static readonly TimeSpan Now = TimeSpan.FromHours(1);
    private readonly object _model = new(),
        _other = new();

    [Theory]
    [InlineData(null, 5, 2, false)]
    [InlineData(10, 0, 2, false)]
    [InlineData(10, 1, 2, true)]
    [InlineData(10, 2, 4, false)]
    [InlineData(10, 3, 4, true)]
    [InlineData(1_000, 1, 2, false)]
    [InlineData(10, 0, 1, false)]
    public void LargeMustWait_SmallRequestsCameLately_KeepsTheLastSlotFree(
        int? millisecondsSinceSmall,
        int runningLarge,
        int slots,
        bool expected
    )
    {
        var smallFirst = new SmallFirst(slots);
        for (var batch = 0; batch < runningLarge; batch++)
        {
            smallFirst.TryBeginLarge(_other, TimeSpan.Zero).ShouldBeTrue();
        }

        if (millisecondsSinceSmall is { } milliseconds)
        {
            smallFirst.Note(Now - TimeSpan.FromMilliseconds(milliseconds));
        }

        smallFirst.LargeMustWait(_model, Now).ShouldBe(expected);
        smallFirst.TryBeginLarge(_model, Now).ShouldBe(!expected);
    }

    [Fact]
    public void UntilForgotten_SmallRequestCame_IsWhenLargeOnesNoLongerWait()
    {
        var smallFirst = new SmallFirst(slots: 2);
        smallFirst.UntilForgotten(Now).ShouldBeNull();

        smallFirst.Note(Now);
        smallFirst.TryBeginLarge(_other, Now).ShouldBeTrue();

        var wait = smallFirst.UntilForgotten(Now).ShouldNotBeNull();
        smallFirst.LargeMustWait(_model, Now + wait - TimeSpan.FromTicks(1)).ShouldBeTrue();
        smallFirst.LargeMustWait(_model, Now + wait).ShouldBeFalse();
    }

    [Fact]
    public void TryBeginLarge_TwoModelsAsk_TheyTakeTurns()
    {
        var smallFirst = new SmallFirst(slots: 2);
        smallFirst.Note(Now);
        List<object> ran = [];
        for (var batch = 0; batch < 6; batch++)
        {
            // The one whose batch has just ended asks first: its thread is awake.
            object first = ran.LastOrDefault(_model),
                second = first == _model ? _other : _model;
            foreach (var model in new[] { first, second })
            {
                if (smallFirst.TryBeginLarge(model, Now))
                {
                    ran.Add(model);
                }
            }

            smallFirst.EndLarge();
        }

        ran.ShouldBe([_model, _other, _model, _other, _model, _other]);
    }

    [Fact]
    public void TryBeginLarge_OtherModelAsksNoMore_DoesNotWaitForIt()
    {
        var smallFirst = new SmallFirst(slots: 2);
        smallFirst.Note(Now);
        smallFirst.TryBeginLarge(_model, Now).ShouldBeTrue();
        smallFirst.LargeMustWait(_other, Now).ShouldBeTrue();
        smallFirst.EndLarge();
        smallFirst.TryBeginLarge(_model, Now).ShouldBeFalse("the other's turn");

        var later = Now + TimeSpan.FromSeconds(2);
        smallFirst.Note(later);
        smallFirst.TryBeginLarge(_model, later).ShouldBeTrue();
    }

    [Fact]
    public void EndLarge_SomebodyWaits_IsToldSo()
    {
        var smallFirst = new SmallFirst(slots: 2);
        var told = 0;
        smallFirst.LargeEnded += () => told++;
        smallFirst.TryBeginLarge(_model, Now);
        smallFirst.EndLarge();
        told.ShouldBe(1);
    }
}
