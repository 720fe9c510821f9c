using CsCheck;
using Shouldly;
using TransformerService.Evaluation.Comparison;
using Xunit;

namespace TransformerService.Shadow.Tests.Comparison;

public sealed class EditDistanceTests
{
    [Theory]
    [InlineData("the cat sat", "the dog sat", 1)]
    [InlineData("the cat sat", "the big cat sat down", 2)]
    [InlineData("k i t t e n", "s i t t i n g", 3)]
    [InlineData("a b c", "", 3)]
    [InlineData("", "", 0)]
    [InlineData("a b", "b a", 2)]
    public void Of_ByHand_CountsChanges(string left, string right, int distance) =>
        EditDistance.Of(Words(left), Words(right)).ShouldBe(distance);

    [Fact]
    public void Share_Distance_IsByTheLongerText()
    {
        EditDistance.Share(["a", "b"], ["a", "c", "d", "e"]).ShouldBe(0.75);
        EditDistance.Share([], []).ShouldBe(0);
        EditDistance.Share([], ["a"]).ShouldBe(1);
    }

    /// <summary>Texts of several words of bits, against the plain table.</summary>
    [Fact]
    public void Of_AnyTexts_IsWhatThePlainTableSays() =>
        Gen.Select(Gen.Int[0, 4].Array[0, 200], Gen.Int[0, 4].Array[0, 200])
            .Sample(
                (left, right) =>
                {
                    string[] from = [.. left.Select(token => token.ToString(System.Globalization.CultureInfo.InvariantCulture))];
                    string[] to = [.. right.Select(token => token.ToString(System.Globalization.CultureInfo.InvariantCulture))];
                    EditDistance.Of(from, to).ShouldBe(Plain(from, to));
                },
                iter: 500
            );

    private static int Plain(string[] left, string[] right)
    {
        int[] row = [.. Enumerable.Range(0, right.Length + 1)];
        for (var i = 1; i <= left.Length; i++)
        {
            var corner = row[0]++;
            for (var j = 1; j <= right.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(row[j], row[j - 1]) + 1, corner + (left[i - 1] == right[j - 1] ? 0 : 1));
                corner = above;
            }
        }

        return row[^1];
    }

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
