using CsCheck;
using Shouldly;
using TransformerService.Inference.Explanations;
using TransformerService.Models.Requests;
using TransformerService.Tokenization;
using Xunit;

namespace TransformerService.Inference.Tests.Explanations;

/// <summary>The parts that are left out.</summary>
public sealed class TextPartsTests
{
    [Theory]
    [InlineData("Two dogs, and a cat.", "Two|dogs|,|and|a|cat|.")]
    [InlineData("don't l’homme well-known -x y-", "don't|l’homme|well-known|-|x|y|-")]
    [InlineData("日本 ab😀", "日|本|ab|😀")]
    [InlineData("  ", "")]
    [InlineData("cafe\u0301 x", "cafe\u0301|x")]
    public void Words_Text_AreLettersInARowAndSigns(string text, string expected)
    {
        var words = WordRanges.Of(text, Work());

        string[] runes = [.. text.EnumerateRunes().Select(rune => rune.ToString())];
        string.Join('|', words.Select(word => string.Concat(runes[word.Start..word.End]))).ShouldBe(expected);
    }

    [Fact]
    public void Of_TokenOverTwoWords_MakesThemOnePart()
    {
        var parts = Parts("a b c", [(0, 3), (4, 5)]);

        parts.Places.Select(part => part.Text).ShouldBe(["a b", "c"]);
        parts.OfToken.ShouldBe([0, 1]);
    }

    [Fact]
    public void Of_TokensOfOneWord_AreOfOnePart()
    {
        var parts = Parts("playing well", [(0, 4), (4, 7), (8, 12)]);

        parts.Places.Select(part => part.Text).ShouldBe(["playing", "well"]);
        parts.OfToken.ShouldBe([0, 0, 1]);
    }

    [Fact]
    public void Of_AnyTokensInOrder_CoverEachOnceInOrder() =>
        Gen.Select(Gen.String[0, 30], Gen.Int[1, 6].Array[0, 30], Gen.Int[1, 8], Gen.Bool)
            .Sample(
                (text, lengths, most, byWord) =>
                {
                    var size = text.EnumerateRunes().Count();
                    List<(int Start, int End)> tokens = [];
                    for (int at = 0, token = 0; token < lengths.Length && at < size; token++)
                    {
                        tokens.Add((at, Math.Min(size, at + lengths[token])));
                        at = tokens[^1].End;
                    }

                    var parts = Parts(text, tokens, byWord ? ExplanationUnit.Word : ExplanationUnit.Token, most);

                    parts.Places.Count.ShouldBeLessThanOrEqualTo(most);
                    parts.OfToken.ShouldBeInOrder();
                    parts.OfToken.Distinct().ShouldBe(Enumerable.Range(0, parts.Places.Count));
                    foreach (var (part, next) in parts.Places.Zip(parts.Places.Skip(1)))
                    {
                        part.End.ShouldBeLessThanOrEqualTo(next.Start);
                    }

                    foreach (var (token, part) in tokens.Zip(parts.OfToken))
                    {
                        parts.Places[part].Start.ShouldBeLessThanOrEqualTo(token.Start);
                        parts.Places[part].End.ShouldBeGreaterThanOrEqualTo(token.End);
                    }
                },
                iter: 2_000
            );

    private static TextParts Parts(
        string text,
        IEnumerable<(int Start, int End)> tokens,
        ExplanationUnit unit = ExplanationUnit.Word,
        int most = 1_000
    ) => TextParts.Of(text, [.. tokens.Select(token => new TextPiece(1, "", token.Start, token.End))], unit, most, Work());

    private static TextWork Work() => new(CancellationToken.None);
}
