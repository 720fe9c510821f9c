using CsCheck;
using Shouldly;
using TransformerService.Models.Requests;
using Xunit;

namespace TransformerService.Models.Tests.Requests;

public sealed class RequestHashTests
{
    [Fact]
    public void Place_KnownRequests_StaysWhatItWas()
    {
        // Replicas, and versions of the server, must choose alike.
        RequestHash
            .Place("en-fr", ["Two dogs are playing in the snow."], null)
            .ShouldBe(RequestHash.Place("en-fr", ["Two dogs are playing in the snow."], null));
        RequestHash.Place("m", ["ab", "c"], null).ShouldNotBe(RequestHash.Place("m", ["a", "bc"], null));
        RequestHash.Place("m", ["ab"], null).ShouldNotBe(RequestHash.Place("n", ["ab"], null));
        RequestHash.Place("m", ["a"], ["b"]).ShouldNotBe(RequestHash.Place("m", ["b"], ["a"]));
    }

    [Fact]
    public void Place_AnyText_LiesFromZeroToOne() => Gen.String.Sample(text => RequestHash.Place("m", [text], null) is >= 0 and < 1);

    [Theory]
    [InlineData(0.01)]
    [InlineData(0.05)]
    [InlineData(0.5)]
    public void Place_SimilarTexts_FallBelowARateAsOftenAsItSays(double rate)
    {
        const int Count = 100_000;
        var below = Enumerable.Range(0, Count).Count(number => RequestHash.Place("m", [$"Text {number}."], null) < rate);

        // Five standard deviations.
        Math.Abs(below - (Count * rate)).ShouldBeLessThan(5 * Math.Sqrt(Count * rate * (1 - rate)));
    }
}
