using Shouldly;
using TransformerService.Shadow.Lanes;
using TransformerService.Shadow.Sampling;
using Xunit;

namespace TransformerService.Shadow.Tests.Lanes;

public sealed class RecentTextsTests
{
    [Fact]
    public void Contains_MoreTextsThanFit_ForgetsThoseThatDoNotComeAgain()
    {
        var recent = new RecentTexts(100);
        recent.Add(Mark(-1));
        for (var text = 0; text < 1_000; text++)
        {
            recent.Contains(Mark(-1)).ShouldBeTrue("it comes all the time");
            recent.Add(Mark(text));
        }

        Enumerable.Range(0, 1_000).Count(text => recent.Contains(Mark(text))).ShouldBeInRange(48, 100);
        recent.Contains(Mark(0)).ShouldBeFalse();
    }

    [Fact]
    public void Contains_WithinTheCapacity_KnowsAll()
    {
        var recent = new RecentTexts(100);
        for (var text = 0; text < 50; text++)
        {
            recent.Add(Mark(text));
        }

        Enumerable.Range(0, 50).ShouldAllBe(text => recent.Contains(Mark(text)));
        recent.Contains(Mark(50)).ShouldBeFalse();
    }

    private static TextMark Mark(int text) => new((UInt128)(uint)text);
}
