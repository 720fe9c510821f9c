using CsCheck;
using Shouldly;
using TransformerService.Inference.Batching;
using Xunit;

namespace TransformerService.Inference.Tests.Admission;

public sealed class SharesTests
{
    private const long Capacity = 4_096;

    [Theory]
    [InlineData(1, 3_072)]
    [InlineData(2, 1_755)]
    [InlineData(8, 491)]
    public void Fits_CallersThatTakeAndGiveInTurns_GetEqualShares(int callers, long expected)
    {
        var shares = new Shares(Capacity);
        for (var round = 0; round < 20_000; round++)
        {
            var caller = $"{round % callers}";
            if (shares.Fits(caller, 1, isLarge: false))
            {
                shares.Take(caller, 1);
            }
            else if (round / callers % 4 == 0)
            {
                shares.Give(caller, 1);
            }
        }

        for (var caller = 0; caller < callers; caller++)
        {
            ((double)shares.Held($"{caller}")).ShouldBe(expected, expected * 0.05);
        }
    }

    [Fact]
    public void Fits_AnyOneCallerHoldsAllItCan_AnotherAlwaysFindsRoom() =>
        Gen.Select(Gen.Int[1, 5_000], Gen.Bool)
            .Array[1, 200]
            .Sample(requests =>
            {
                var shares = new Shares(Capacity);
                foreach ((var amount, var isLarge) in requests.Where(request => !request.Item2 || request.Item1 > 16))
                {
                    if ((isLarge || amount <= 16) && shares.Fits("greedy", amount, isLarge))
                    {
                        shares.Take("greedy", amount);
                    }
                }

                shares.Fits("small", 16, isLarge: false).ShouldBeTrue();
                shares.Used.ShouldBe(shares.Held("greedy"));
            });

    [Fact]
    public void Fits_LargeRequestsOfTheSameCaller_LeaveRoomForItsSmallOnes()
    {
        var shares = new Shares(Capacity);
        while (shares.Fits("a", 100, isLarge: true))
        {
            shares.Take("a", 100);
        }

        shares.Held("a").ShouldBe(2_000);
        shares.Fits("a", 16, isLarge: false).ShouldBeTrue();
    }

    [Fact]
    public void Fits_NoCaller_MayTakeAllThatIsFree()
    {
        var shares = new Shares(Capacity);
        shares.Fits(null, Capacity, isLarge: true).ShouldBeTrue();
        shares.Take(null, Capacity);
        shares.Fits(null, 1, isLarge: false).ShouldBeFalse();
        shares.Fits("a", 1, isLarge: false).ShouldBeFalse();
        shares.Give(null, Capacity);
        shares.Used.ShouldBe(0);
    }

    [Fact]
    public void Fits_CapacityWithoutEnd_DoesNotOverflow()
    {
        var shares = new Shares(long.MaxValue);
        shares.Take("a", 1_000_000_000_000);
        shares.Fits("a", 1_000_000_000_000, isLarge: true).ShouldBeTrue();
        shares.Fits(null, 1_000_000_000_000, isLarge: false).ShouldBeTrue();
    }
}
