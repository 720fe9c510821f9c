using Shouldly;
using TransformerService.Models.Exports;
using TransformerService.Tests.Support.Exports;
using TransformerService.Tokenization.Loading;
using Xunit;

namespace TransformerService.Tokenization.Tests;

/// <summary>Where a tokenizer.json's tokens are in the text.</summary>
public sealed class AlignedTextTests
{
    private static readonly TextWork Work = new(CancellationToken.None);

    /// <summary>Texts that normalizers and pre-tokenizers change in many ways.</summary>
    private static readonly string[] Odd =
    [
        "",
        " ",
        "  a  b\tc\nd\u00A0e ",
        "Caf\u0065\u0301 d\u00E9j\u00E0 vu \u0130stanbul \u03A3\u03AF\u03C3\u03C5\u03C6\u03BF\u03C2",
        "\uFB01ne \uFF21\u00BD \u2122 \u20AC5 a\u0007b \u200B c",
        "\u6771\u4EAC is \U0001F600\U0001F44D\U0001F3FD fine",
        "a \uD800 b",
        "[MASK] <mask> </s>[SEP]<s>",
        "hello, world! it's (not) \"so\" -- a/b_c #1",
        "\u1112\u1161\u11AB\uAE00 x",
    ];

    [Theory]
    [InlineData("bert-tiny")]
    [InlineData("distilbert-tiny")]
    [InlineData("bert-ner-tiny")]
    [InlineData("roberta-tiny")]
    [InlineData("bart-nli-tiny")]
    [InlineData("modernbert-like-tiny")]
    [InlineData("deberta-v2-tiny")]
    [InlineData("xlm-roberta-tiny")]
    [InlineData("t5-tiny")]
    [InlineData("mt5-bytefallback-tiny")]
    public void EncodeAligned_AnyText_GivesTheSameTokensInOrder(string fixture)
    {
        var tokenizer = TokenizerLoader.Load(Fixtures.Folder(fixture), TokenizerKind.TokenizerJson);
        tokenizer.CanAlign.ShouldBeTrue();
        foreach (var text in Odd.Concat(GoldenCases.Of(fixture).Select(golden => golden.Text("text"))))
        {
            var aligned = tokenizer.EncodeAligned(text, tokenizer.ModelMaxLength, Work);

            aligned.Row.Ids.ShouldBe(tokenizer.Encode(text, tokenizer.ModelMaxLength).Ids, text);
            aligned.Tokens.Count.ShouldBe(aligned.Row.Ids.Length, text);
            var end = 0;
            foreach (var token in aligned.Tokens.Where(token => !token.IsSpecial))
            {
                token.Start.ShouldBeInRange(0, token.End, text);
                token.End.ShouldBeInRange(token.Start, text.Length, text);
                token.End.ShouldBeGreaterThanOrEqualTo(end, text);
                end = token.End;
            }
        }
    }

    /// <summary>The offsets of the Rust tokenizers, also from a vocab.txt alone.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void EncodeAligned_GoldenTexts_GiveTheReferencesOffsets(bool hasTokenizerJson)
    {
        using var copy = new TokenizerFolderCopy("bert-ner-tiny");
        if (!hasTokenizerJson)
        {
            copy.Delete("tokenizer.json");
        }

        var tokenizer = TokenizerLoader.LoadAligned(copy.Path, TokenizerKind.WordPiece);
        foreach (var golden in GoldenCases.Of("bert-ner-tiny"))
        {
            var text = golden.Text("text");
            var aligned = tokenizer.EncodeAligned(text, tokenizer.ModelMaxLength, Work);

            aligned.Row.Ids.ShouldBe(golden.GetProperty("input_ids").Ids(), golden.Text("name"));
            aligned
                .Tokens.Select(token => $"{Points(text, token.Start)}-{Points(text, token.End)}")
                .ShouldBe(
                    golden.GetProperty("offsets").EnumerateArray().Select(pair => $"{pair[0].GetInt32()}-{pair[1].GetInt32()}"),
                    golden.Text("name")
                );
        }
    }

    [Fact]
    public void EncodeAligned_TextThatIsTooLong_KeepsThePlacesOfWhatIsLeft()
    {
        var tokenizer = TokenizerLoader.Load(Fixtures.Folder("bert-ner-tiny"), TokenizerKind.TokenizerJson);

        var aligned = tokenizer.EncodeAligned("Anna lives in Paris", 5, Work);

        aligned.Row.Truncated.ShouldBeTrue();
        aligned.Tokens.Count.ShouldBe(5);
        aligned.Tokens[0].IsSpecial.ShouldBeTrue();
        aligned.Tokens[^1].IsSpecial.ShouldBeTrue();
        aligned.Tokens[1].Start.ShouldBe(0);
    }

    [Fact]
    public void Encode_WordLevel_GivesWordsOrTheUnknownToken()
    {
        using var copy = TokenizerFolderCopy.FastOnly("bert-tiny");
        copy.Write(
            "tokenizer.json",
            """
            {
              "pre_tokenizer": { "type": "Whitespace" },
              "model": { "type": "WordLevel", "unk_token": "[UNK]", "vocab": { "[UNK]": 0, "a": 1, "dog": 2, "!": 3 } }
            }
            """
        );
        var tokenizer = TokenizerLoader.Load(copy.Path, TokenizerKind.TokenizerJson);

        tokenizer.Encode("a dog, a dog!", 100).Ids.ShouldBe([1, 2, 0, 1, 2, 3]);
        var aligned = tokenizer.EncodeAligned("a cat!", 100, Work);
        aligned.Tokens.Select(token => (token.Start, token.End, token.IsUnknown)).ShouldBe([(0, 1, false), (2, 5, true), (5, 6, false)]);
    }

    [Theory]
    [InlineData("bert-tiny", false)]
    [InlineData("bert-tiny", true)]
    [InlineData("roberta-tiny", true)]
    public void EncodePair_OnlyFirst_KeepsTheSecondText(string fixture, bool isFast)
    {
        var tokenizer = isFast
            ? TokenizerLoader.Load(Fixtures.Folder(fixture), TokenizerKind.TokenizerJson)
            : TokenizerLoader.Load(Fixtures.Folder(fixture));
        var longText = string.Concat(Enumerable.Repeat("a long text ", 50));
        var second = tokenizer.Encode("the label", 1_000).Ids[1..];

        var row = tokenizer.EncodePair(longText, "the label", 32, PairCut.OnlyFirst, Work);

        row.Ids.Length.ShouldBe(32);
        row.Ids[^second.Length..].ShouldBe(second);
        tokenizer.EncodePair("a", longText, 32, PairCut.OnlyFirst, Work).Ids.Length.ShouldBeLessThanOrEqualTo(32);
    }

    private static int Points(string text, int place) => text[..place].EnumerateRunes().Count();
}
