using Shouldly;
using Xunit;

namespace TransformerService.Models.Tests;

public sealed class NumberRangeTests
{
    [Theory]
    [InlineData(false, false, true, true, "from 0.01 to 1,000,000")]
    [InlineData(true, false, false, true, "above 0.01, to 1,000,000")]
    [InlineData(false, true, true, false, "from 0.01, below 1,000,000")]
    [InlineData(true, true, false, false, "above 0.01 and below 1,000,000")]
    public void Contains_EndsAndNaN_AreAsTheTextSays(bool noLeast, bool noMost, bool least, bool most, string text)
    {
        var range = new NumberRange(0.01, 1_000_000, noLeast, noMost);

        range.ToString().ShouldBe(text);
        range.Contains(0.01).ShouldBe(least);
        range.Contains(1_000_000).ShouldBe(most);
        range.Contains(1).ShouldBeTrue();
        range.Contains(Math.BitDecrement(0.01)).ShouldBeFalse();
        range.Contains(Math.BitIncrement(1_000_000)).ShouldBeFalse();
        range.Contains(double.NaN).ShouldBeFalse();
        range.Contains(double.PositiveInfinity).ShouldBeFalse();
    }
}
