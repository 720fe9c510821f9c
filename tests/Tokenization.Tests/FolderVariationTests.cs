using Shouldly;
using TransformerService.Models.Exports;
using TransformerService.Tests.Support.Exports;
using TransformerService.Tokenization.Loading;
using Xunit;

namespace TransformerService.Tokenization.Tests;

/// <summary>Folders with fewer files, or other ones, than the fixtures have.</summary>
public sealed class FolderVariationTests
{
    private const string Code = "fra_Latn";

    [Theory]
    [InlineData("\n")]
    [InlineData("\n\n\n")]
    [InlineData(" \n\t\n")]
    [InlineData("\r\n\r\n")]
    public void Load_BlankLinesAtTheEndOfTheVocabulary_AreNotPieces(string end)
    {
        using var copy = new TokenizerFolderCopy("distilbert-tiny");
        copy.Delete("tokenizer.json");
        var whole = TokenizerLoader.Load(copy.Path);
        copy.Write("vocab.txt", copy.Read("vocab.txt").TrimEnd('\n') + "\n" + end);

        var tokenizer = TokenizerLoader.Load(copy.Path);

        tokenizer.LargestVocabularyId.ShouldBe(whole.LargestVocabularyId);
        foreach (var golden in GoldenCases.Of("distilbert-tiny"))
        {
            tokenizer.Encode(golden.Text("text"), 64).Ids.ShouldBe(whole.Encode(golden.Text("text"), 64).Ids);
        }
    }

    [Theory]
    [InlineData("nllb-tiny", Code)]
    [InlineData("mbart50-tiny", "fr_XX")]
    public void Encode_WithoutSettings_ReplacesTheLanguageOnly(string fixture, string code)
    {
        using var copy = new TokenizerFolderCopy(fixture);
        var expected = TokenizerLoader.Load(copy.Path, TokenizerKind.TokenizerJson).Encode("A man is running.", code, 64);
        copy.Delete("tokenizer_config.json");
        copy.Delete("special_tokens_map.json");
        copy.Delete("added_tokens.json");

        var tokenizer = TokenizerLoader.Load(copy.Path, TokenizerKind.TokenizerJson);

        tokenizer.Encode("A man is running.", code, 64).Ids.ShouldBe(expected.Ids);
    }

    [Fact]
    public void Decode_M2M100WithoutASpecialTokensMap_LeavesTheLanguageOut()
    {
        using var copy = new TokenizerFolderCopy("m2m100-tiny");
        var whole = TokenizerLoader.Load(copy.Path, TokenizerKind.M2M100);
        int[] ids =
        [
            .. whole.Tokens.Where(token => token.Text == "__fr__").Take(1).Select(token => token.Id),
            .. whole.Encode("A man.", 64).Ids,
        ];
        copy.Delete("tokenizer_config.json");
        copy.Delete("special_tokens_map.json");

        var text = TokenizerLoader.Load(copy.Path, TokenizerKind.M2M100).Decode(ids);

        text.ShouldBe(whole.Decode(ids));
        text.ShouldNotContain("__");
    }

    [Theory]
    [InlineData("extra_special_tokens", """["[URL]", "[NAME]"]""")]
    [InlineData("extra_special_tokens", """{ "url_token": "[URL]", "name_token": { "content": "[NAME]" } }""")]
    [InlineData("additional_special_tokens", """["[URL]", "[NAME]"]""")]
    public void Load_FurtherSpecialTokens_AreReadInEachForm(string field, string tokens)
    {
        using var copy = new TokenizerFolderCopy("distilbert-tiny");
        copy.Delete("tokenizer.json");
        copy.Write("tokenizer_config.json", $$"""{ "{{field}}": {{tokens}} }""");

        var tokenizer = TokenizerLoader.Load(copy.Path);

        string[] special = [.. tokenizer.Tokens.Where(token => token.IsSpecial).Select(token => token.Text)];
        new[] { "[URL]", "[NAME]" }.ShouldBeSubsetOf(special);
    }

    [Theory]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n", "it is a Git LFS pointer, not the file itself: run")]
    [InlineData("{ \"a\": ", "it is malformed JSON: line 1, byte 8.")]
    [InlineData("<html>", "it is malformed JSON: it is a web page, not the file itself; download it again.")]
    [InlineData("", "it is malformed JSON: it is empty.")]
    public void Load_FaultyTokenizerJson_IsDescribed(string content, string fault)
    {
        using var copy = new TokenizerFolderCopy("distilbert-tiny");
        copy.Write("tokenizer.json", content);
        Should
            .Throw<TokenizerLoadException>(() => TokenizerLoader.Load(copy.Path, TokenizerKind.TokenizerJson))
            .Message.ShouldStartWith($"The tokenizer file 'tokenizer.json' cannot be used: {fault}");
    }
}
