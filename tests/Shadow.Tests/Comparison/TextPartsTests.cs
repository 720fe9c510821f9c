using Shouldly;
using TransformerService.Evaluation.Comparison;
using Xunit;

namespace TransformerService.Shadow.Tests.Comparison;

public sealed class TextPartsTests
{
    [Theory]
    [InlineData("It's 3 o'clock, isn't it?", "It|'|s|3|o|'|clock|,|isn|'|t|it|?")]
    [InlineData("l’été 2024…", "l|’|été|2024|…")]
    [InlineData("私は12時に", "私|は|12|時|に")]
    [InlineData("e\u0301te\u0301", "e\u0301te\u0301")]
    [InlineData(" \t\n", "")]
    public void Tokens_Text_AreWordsNumbersAndMarks(string text, string tokens) => string.Join('|', TextTokens.Of(text)).ShouldBe(tokens);

    [Theory]
    [InlineData("« L’ÉTÉ » – fini…", "\" l'été \" - fini...")]
    [InlineData("“Ｏｋ”", "\"ok\"")]
    public void Fold_TrivialDifferences_AreTakenOff(string text, string folded) => TextFolding.Fold(text).ShouldBe(folded);

    [Fact]
    public void Fold_HalfASurrogatePair_IsReplaced() => TextFolding.Fold("half \ud800 pair").ShouldBe("half \uFFFD pair");

    [Theory]
    [InlineData("1,234.50 and 7", "123450:1 7:1")]
    [InlineData("1 234,50 et 7 et 7", "123450:1 7:2")]
    [InlineData("1\u202F000\u202F000 m", "1000000:1")]
    [InlineData("at 12:30 on 2024-01-02", "12:1 30:1 2024:1 01:1 02:1")]
    [InlineData("in 2024 100 people", "2024:1 100:1")]
    [InlineData("٣٤ and ３", "34:1 3:1")]
    [InlineData("none.", "")]
    public void Numbers_Text_AreReadWhateverGroupsTheirDigits(string text, string numbers) =>
        string.Join(' ', Numbers.Of(text).Select(number => $"{number.Key}:{number.Value}")).ShouldBe(numbers);

    [Theory]
    [InlineData("It costs 1,500 dollars.", "Cela coûte 1 500 dollars.", "Cela coûte 1.500 dollars.", false)]
    [InlineData("It costs 1,500 dollars.", "Cela coûte 1 500 dollars.", "Cela coûte des dollars.", true)]
    [InlineData("It costs 1,500 dollars.", "Cela coûte mille cinq cents dollars.", "Cela coûte cher.", false)]
    [InlineData("2 and 2", "2 et 2", "2 et", true)]
    public void AreLost_StudentsNumbers_AreHeldAgainstBothOthers(string source, string teacher, string student, bool lost) =>
        Numbers.AreLost(source, teacher, student).ShouldBe(lost);

    [Theory]
    [InlineData("no no no", false)]
    [InlineData("no no no no no no", true)]
    [InlineData("I am here and I am here and I am here and so on", true)]
    [InlineData("I am here and I am here and so on", false)]
    [InlineData("wait . . . . . . . .", false)]
    [InlineData("- a - a - a - a", true)]
    [InlineData("", false)]
    public void RepeatedPhrase_Text_IsFoundFromThreeTimesOn(string text, bool found) =>
        RepeatedPhrase.IsIn(TextTokens.Of(text)).ShouldBe(found);
}
