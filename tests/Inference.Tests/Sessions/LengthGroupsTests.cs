using CsCheck;
using Shouldly;
using TransformerService.Inference.Sessions;
using Xunit;

namespace TransformerService.Inference.Tests.Sessions;

public sealed class LengthGroupsTests
{
    private static readonly Gen<int[]> Lengths = Gen.Int[1, 60].Array[1, 40];

    [Fact]
    public void Of_AnyLengths_HasEachRowOnceAndItsLongestRowLast() =>
        Lengths.Sample(lengths =>
        {
            var groups = LengthGroups.Of(lengths);

            groups.SelectMany(group => group).Order().ShouldBe(Enumerable.Range(0, lengths.Length));
            foreach (var group in groups)
            {
                // The last row is the longest one.
                lengths[group[^1]].ShouldBe(group.Max(row => lengths[row]));
            }

            LengthGroups.Positions(lengths).ShouldBeInRange(lengths.Sum(), (long)lengths.Max() * lengths.Length);
        });

    [Fact]
    public void Of_AnyLengths_CostsAtMostWhatOneRunOrARunOfEachLengthCosts() =>
        Lengths.Sample(lengths =>
        {
            var cost = Cost(lengths, LengthGroups.Of(lengths));

            cost.ShouldBeLessThanOrEqualTo(
                Cost(
                    lengths,
                    [
                        [.. Enumerable.Range(0, lengths.Length)],
                    ]
                )
            );
            cost.ShouldBeLessThanOrEqualTo(Cost(lengths, LengthGroups.Of(lengths, mayPad: false)));
        });

    [Fact]
    public void Of_NoPadding_MakesAGroupOfEachLength() =>
        Lengths.Sample(lengths =>
            LengthGroups.Of(lengths, mayPad: false).ShouldAllBe(group => group.All(row => lengths[row] == lengths[group[0]]))
        );

    [Fact]
    public void Of_ShortRowsBesideALongOne_RunApart()
    {
        var groups = LengthGroups.Of([5, 60, 5, 6]);

        groups.Select(group => string.Join(' ', group)).ShouldBe(["0 2 3", "1"]);
        LengthGroups.Positions([5, 60, 5, 6]).ShouldBe(78);
    }

    [Fact]
    public void Of_OneLength_IsOneGroupInTheBatchsOrder() => LengthGroups.Of([7, 7, 7]).Single().ShouldBe([0, 1, 2]);

    [Fact]
    public void Run_AnyLengths_ReturnsTheResultsInTheOrderOfTheRows() =>
        Gen.Select(Lengths, Gen.Bool)
            .Sample(
                (lengths, mayPad) =>
                {
                    var runs = 0;
                    var results = LengthGroups.Run<int, (int, int)>(
                        lengths,
                        length => length,
                        mayPad,
                        (rows, places) =>
                        {
                            runs++;
                            return [.. rows.Zip(places)];
                        }
                    );

                    results.ShouldBe(lengths.Index().Select(row => (row.Item, row.Index)));
                    runs.ShouldBe(LengthGroups.Of(lengths, mayPad).Count);
                }
            );

    private static long Cost(int[] lengths, IReadOnlyList<int[]> groups) =>
        groups.Sum(group => (group.Max(row => (long)lengths[row]) * group.Length) + 12);
}
