using CsCheck;
using Shouldly;
using TransformerService.Inference.Translation.Plans;
using TransformerService.Models.Exports;
using TransformerService.Tokenization;
using Xunit;

namespace TransformerService.Inference.Tests.Translation.Plans;

/// <summary>Long texts are cut, and what is written for a row is bounded; here a word has as many tokens as letters.</summary>
public sealed class LongTextTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("aaaa bbbb cccc", 8, "aaaa bbbb|cccc")]
    [InlineData("aa bb, cc dd ee", 8, "aa bb,|cc dd ee")]
    [InlineData("a, bbb ccc ddd", 9, "a, bbb ccc|ddd")]
    [InlineData("aaaaaaaaaa b", 4, "aaaa|aaaa|aa|b")]
    [InlineData("  aa   bb  ", 2, "aa|bb")]
    [InlineData("", 4, "")]
    public void Cut_OfAText_PrefersClausesToWords(string text, int mostTokens, string pieces) =>
        string.Join('|', Cut(text, mostTokens)).ShouldBe(pieces);

    [Fact]
    public void Cut_OfAnyText_LosesOnlyWhiteSpaceAndKeepsTheLimit() =>
        Gen.Select(
                Gen.OneOf("a", "bb", "ccc", "dddddddddddd", ",", " ", "  ", "\U0001F436").Array[0, 60].Select(string.Concat),
                Gen.Int[4, 20]
            )
            .Sample(
                (text, mostTokens) =>
                {
                    var pieces = Cut(text, mostTokens);
                    string.Concat(pieces.SelectMany(piece => piece).Where(c => c != ' '))
                        .ShouldBe(text.Replace(" ", "", StringComparison.Ordinal));
                    foreach (var piece in pieces)
                    {
                        piece.Trim().ShouldBe(piece);
                        piece.Replace(" ", "", StringComparison.Ordinal).Length.ShouldBeLessThanOrEqualTo(mostTokens + 1, piece);
                        char.IsLowSurrogate(piece[0]).ShouldBeFalse();
                    }
                },
                iter: 5_000
            );

    [Theory]
    [InlineData("a ")]
    [InlineData("a, ")]
    [InlineData("a")]
    [InlineData(" ")]
    public void Cut_OfAHundredThousandCharacters_CountsEachWordOnce(string unit)
    {
        var text = string.Concat(Enumerable.Repeat(unit, 100_000 / unit.Length));
        var counted = 0;
        var work = new TextWork(Token);
        LongText.Cut(text, 10, Count, work);

        counted.ShouldBeLessThanOrEqualTo(text.Length);
        work.Steps.ShouldBeLessThan(4L * text.Length);

        int Count(string word)
        {
            counted += word.Length;
            return word.Length;
        }
    }

    [Theory]
    [InlineData(256, 5, 0, 32)]
    [InlineData(20, 5, 0, 20)]
    [InlineData(256, 5, 100, 101)]
    [InlineData(256, 200, 0, 256)]
    public void Of_SettingsOfARow_BoundsTheLengthByTheInput(int maxLength, int inputTokens, int minNewTokens, int expected)
    {
        var settings = new GenerationSettings
        {
            DecoderStartTokenId = 0,
            EosTokenIds = [0],
            PadTokenId = 0,
            MaxLength = maxLength,
            MinNewTokens = minNewTokens,
        };

        LengthBound.Of(settings, inputTokens).MaxLength.ShouldBe(expected);
    }

    private static string[] Cut(string text, int mostTokens) =>
        [
            .. LongText
                .Cut(text, mostTokens, word => word.Length, new TextWork(Token))
                .Select(piece => text.Substring(piece.Start, piece.Length)),
        ];
}
