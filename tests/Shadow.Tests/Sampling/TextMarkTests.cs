using Shouldly;
using TransformerService.Models.Requests;
using TransformerService.Shadow.Sampling;
using Xunit;

namespace TransformerService.Shadow.Tests.Sampling;

public sealed class TextMarkTests
{
    [Theory]
    [InlineData("Two dogs play.", "Two dogs play.")]
    [InlineData("Two dogs play.", " two\tDOGS \r\n play. \u00a0\u3000")]
    [InlineData("Two dogs play.", "Two do\u200bgs\u2060 play.\ufeff")]
    [InlineData("Two dogs play.", "Ｔｗｏ ｄｏｇｓ ｐｌａｙ．")]
    [InlineData("Two dogs play.", "Two\u0000dogs\u0001play.")]
    [InlineData("\"it's\" a - b", "“it’s” a – b")]
    [InlineData("e\u0301t\u00e9", "\u00e9te\u0301")]
    [InlineData("a \ud800", "A \udc00")]
    public void Of_TextsThatDifferInWhatIsTrivial_IsTheSame(string one, string other) => Mark(one).ShouldBe(Mark(other));

    [Theory]
    [InlineData("Two dogs play.", "Two dogs play")]
    [InlineData("Two dogs play.", "Twodogs play.")]
    [InlineData("été", "ete")]
    [InlineData("1", "2")]
    [InlineData("", "a")]
    public void Of_OtherTexts_Differs(string one, string other) => Mark(one).ShouldNotBe(Mark(other));

    [Fact]
    public void Of_OptionsOfTheCaller_AreNoOtherText()
    {
        var sample = Samples.Of("a text");

        TextMark
            .Of(
                "m",
                "s",
                "t",
                sample with
                {
                    Options = new TranslationOptions { LengthPenalty = 1.001, BeamSize = 3 },
                }
            )
            .ShouldBe(TextMark.Of("m", "s", "t", sample));
    }

    [Fact]
    public void Of_ModelVersionsAndPair_TellMarksApart()
    {
        var sample = Samples.Of("a text");
        TextMark[] marks =
        [
            TextMark.Of("m", "s", "t", sample),
            TextMark.Of("m2", "s", "t", sample),
            TextMark.Of("m", "s2", "t", sample),
            TextMark.Of("m", "s", "t2", sample),
            TextMark.Of("ms", "", "t", sample),
            TextMark.Of("m", "s", "t", sample with { Pair = "" }),
            TextMark.Of("m", "s", "t", sample with { Pair = "b" }),
            TextMark.Of("m", "s", "t", sample).OfNoise,
        ];

        marks.Distinct().Count().ShouldBe(marks.Length);
    }

    private static TextMark Mark(string text) => TextMark.Of("m", "student", "teacher", Samples.Of(text));
}
