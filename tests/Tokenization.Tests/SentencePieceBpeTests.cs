using System.Text;
using Shouldly;
using TransformerService.Tests.Support.Exports;
using TransformerService.Tokenization.Files;
using TransformerService.Tokenization.SentencePiece;
using Xunit;

namespace TransformerService.Tokenization.Tests;

/// <summary>SentencePiece's byte-pair encoding; the ids of whole texts are compared with the reference in Inference.Tests.</summary>
public sealed class SentencePieceBpeTests
{
    [Theory]
    [InlineData("abc", "ab c")] // "ab" has the higher score, whatever "bc" would make possible
    [InlineData("bcbc", "bcbc")]
    [InlineData("aabc", "a ab c")]
    [InlineData("abab", "ab ab")] // the leftmost first
    [InlineData("xyc", "xy c")] // a user-defined piece is neither split nor joined
    [InlineData("de", "d e")] // an unused piece is what it was joined of
    [InlineData("a☃☃b", "a ☃☃ b")] // adjacent unknown characters are one piece
    [InlineData("", "")]
    public void Encode_Text_JoinsTheHighestScoreFirst(string text, string expected)
    {
        ModelPiece[] vocabulary =
        [
            new("<unk>", 0, PieceType.Unknown),
            .. "abcxyde".Select(letter => new ModelPiece(letter.ToString(), -9, PieceType.Normal)),
            new("ab", -1, PieceType.Normal),
            new("bc", -2, PieceType.Normal),
            new("bcbc", -3, PieceType.Normal),
            new("xy", 0, PieceType.UserDefined),
            new("xyc", -1, PieceType.Normal),
            new("de", -1, PieceType.Unused),
        ];
        var userDefined = new PieceTrie();
        userDefined.Add("xy", 11);
        var bpe = new SentencePieceBpe(
            vocabulary,
            userDefined,
            piece => Math.Max(0, Array.FindIndex(vocabulary, known => known.Text == piece)),
            unknownId: 0
        );
        List<EncodedPiece> pieces = [];

        bpe.Encode(Encoding.UTF8.GetBytes(text), pieces, new TextWork(CancellationToken.None));

        string.Join(' ', pieces.Select(piece => piece.Text)).ShouldBe(expected);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("the ")]
    [InlineData("☃")]
    [InlineData("\uFDFA")]
    [InlineData("\u2581a")]
    public void Encode_LongText_TakesStepsInItsLength(string unit)
    {
        var model = new SentencePieceModel(new TokenizerFolder(Fixtures.Folder("m2m100-tiny")), "sentencepiece.bpe.model");

        (Steps(4_000) - Steps(2_000)).ShouldBeLessThan((2 * Steps(2_000)) + 10_000);

        long Steps(int times)
        {
            var work = new TextWork(CancellationToken.None);
            model.Encode(new StringBuilder().Insert(0, unit, times).ToString(), work).ShouldNotBeEmpty();
            return work.Steps;
        }
    }
}
