using Shouldly;
using TransformerService.Models.Exports;
using TransformerService.Tokenization.Loading;
using Xunit;

namespace TransformerService.Tokenization.Tests;

/// <summary>Texts that are too long lose their first tokens where the files ask for it.</summary>
public sealed class TruncationSideTests
{
    private const string Long = "the quick brown fox jumps over a lazy dog and thinks about it",
        Other = "it is raining in the big city tonight again";

    [Theory]
    [InlineData("bert-tiny", TokenizerKind.WordPiece, 1)]
    [InlineData("bert-tiny", TokenizerKind.TokenizerJson, 1)]
    [InlineData("roberta-tiny", TokenizerKind.ByteLevelBpe, 1)]
    [InlineData("roberta-tiny", TokenizerKind.TokenizerJson, 1)]
    [InlineData("t5-tiny", TokenizerKind.T5, 0)]
    [InlineData("t5-tiny", TokenizerKind.TokenizerJson, 0)]
    [InlineData("marian-tiny", TokenizerKind.Marian, 0)]
    public void Encode_LeftSide_KeepsTheLastTokens(string fixture, TokenizerKind kind, int before)
    {
        using var copy = new TokenizerFolderCopy(fixture);
        copy.Replace("tokenizer_config.json", "\"model_max_length\"", "\"truncation_side\": \"left\", \"model_max_length\"");
        var tokenizer = TokenizerLoader.Load(copy.Path, kind);
        var whole = tokenizer.Encode(Long, 512).Ids;
        var cut = tokenizer.Encode(Long, 9);

        cut.Ids.ShouldBe([.. whole[..before], .. whole[^(9 - before)..]]);
        cut.Truncated.ShouldBeTrue();
        cut.UntruncatedLength.ShouldBe(whole.Length);
        tokenizer.Encode(Long, whole.Length).Ids.ShouldBe(whole);
    }

    [Theory]
    [InlineData("bert-tiny", TokenizerKind.WordPiece)]
    [InlineData("bert-tiny", TokenizerKind.TokenizerJson)]
    public void EncodePair_LeftSide_CutsBothTextsOnTheirLeft(string fixture, TokenizerKind kind)
    {
        using var copy = new TokenizerFolderCopy(fixture);
        int[] first = Inner(Long),
            second = Inner(Other);
        copy.Replace("tokenizer_config.json", "\"model_max_length\"", "\"truncation_side\": \"left\", \"model_max_length\"");
        var tokenizer = TokenizerLoader.Load(copy.Path, kind);
        var pair = tokenizer.EncodePair(Long, Other, 15);

        pair.Ids.ShouldBe([2, .. first[^6..], 3, .. second[^6..], 3]);
        pair.TypeIds.ShouldBe([.. new int[8], 1, 1, 1, 1, 1, 1, 1]);

        int[] Inner(string text) => TokenizerLoader.Load(copy.Path, kind).Encode(text, 512).Ids[1..^1];
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("right", false)]
    public void Encode_SideOfTokenizerJson_CountsWhereTokenizerConfigIsSilent(string? side, bool cutsLeft)
    {
        using var copy = TokenizerFolderCopy.FastOnly("bert-tiny");
        copy.Replace(
            "tokenizer.json",
            "\"truncation\": null",
            "\"truncation\": { \"direction\": \"Left\", \"max_length\": 512, \"strategy\": \"LongestFirst\", \"stride\": 0 }"
        );
        if (side is not null)
        {
            copy.Replace("tokenizer_config.json", "\"model_max_length\"", $"\"truncation_side\": \"{side}\", \"model_max_length\"");
        }

        var tokenizer = TokenizerLoader.Load(copy.Path);
        var whole = tokenizer.Encode(Long, 512).Ids;
        tokenizer.Encode(Long, 9).Ids.ShouldBe(cutsLeft ? [whole[0], .. whole[^8..]] : [.. whole[..8], whole[^1]]);
    }
}
