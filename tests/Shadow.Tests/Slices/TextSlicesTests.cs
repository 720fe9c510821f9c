using Shouldly;
using TransformerService.Shadow.Slices;
using Xunit;

namespace TransformerService.Shadow.Tests.Slices;

public sealed class TextSlicesTests
{
    [Theory]
    [InlineData(0, "length:1-16")]
    [InlineData(16, "length:1-16")]
    [InlineData(17, "length:17-32")]
    [InlineData(33, "length:33-64")]
    [InlineData(128, "length:65-128")]
    [InlineData(129, "length:129-256")]
    [InlineData(257, "length:257+")]
    public void Of_Tokens_AreOneRange(int tokens, string slice) => TextSlices.Of(new SliceInput("plain", tokens, 0)).ShouldBe([slice]);

    [Theory]
    [InlineData("STOP IT NOW", true)]
    [InlineData("ÉTÉ À PARIS", true)]
    [InlineData("NASA said so", false)]
    [InlineData("USA", false)]
    [InlineData("12345 !!!", false)]
    public void Of_Capitals_AreMostOfTheLetters(string text, bool upper) => Has(text, "upperCase").ShouldBe(upper);

    [Theory]
    [InlineData("<b>bold</b>", true)]
    [InlineData("a &amp; b &#233; &#xE9;", true)]
    [InlineData("see [this](that)", true)]
    [InlineData("Hello {name}, %s of {{count}}", true)]
    [InlineData("if a < b and c > d", false)]
    [InlineData("R&D; 100 %", false)]
    public void Of_Markup_IsTagsReferencesAndPlaces(string text, bool markup) => Has(text, "markup").ShouldBe(markup);

    [Theory]
    [InlineData("in 2024", true)]
    [InlineData("٣", true)]
    [InlineData("two", false)]
    public void Of_Digits_AreThoseOfAnyScript(string text, bool digits) => Has(text, "digits").ShouldBe(digits);

    [Theory]
    [InlineData("see https://example.com", true)]
    [InlineData("Hello {name}", true)]
    [InlineData("An ordinary sentence.", false)]
    public void Of_Spans_AreWhatIsNotLanguage(string text, bool spans) => Has(text, "spans").ShouldBe(spans);

    [Fact]
    public void Of_EverythingAtOnce_IsNamedInOrder() =>
        TextSlices
            .Of(
                new SliceInput("BUY <b>NOW</b>", 20, 2)
                {
                    Pair = "for 3",
                    Languages = "en-fr",
                    TeacherLabel = "spam",
                }
            )
            .ShouldBe(["length:17-32", "unknownPieces", "upperCase", "digits", "markup", "spans", "languages:en-fr", "label:spam"]);

    private static bool Has(string text, string slice) => TextSlices.Of(new SliceInput(text, 1, 0)).Contains(slice);
}
