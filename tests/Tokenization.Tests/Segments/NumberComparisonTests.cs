using Shouldly;
using TransformerService.Tokenization.Segments.Numbers;
using TransformerService.Tokenization.Segments.Spans;
using Xunit;

namespace TransformerService.Tokenization.Tests.Segments;

public sealed class NumberComparisonTests
{
    private static TextWork Work => new(TestContext.Current.CancellationToken);

    /// <summary>Pairs whose numbers are equal, however each language writes them.</summary>
    [Theory]
    [InlineData("It costs 1,234.56 dollars.", "Ça coûte 1 234,56 dollars.", "fr")]
    [InlineData("It costs 1,234.56 dollars.", "Es kostet 1.234,56 Dollar.", "de")]
    [InlineData("It costs 1,234.56 dollars.", "Es kostet 1\u202F234,56 Dollar.", "de")]
    [InlineData("It is 3.5 % of 1,000,000.", "C'est 3,5 % de 1000000.", "fr")]
    [InlineData("He has 3 dogs.", "Il a trois chiens.", "fr")]
    [InlineData("I have 1 dog.", "J'ai une chienne.", "fr")]
    [InlineData("Louis 14 of the 20th century.", "Louis XIV du XXe siècle.", "fr")]
    [InlineData("Come at 5 p.m.", "Viens à 17 h.", "fr")]
    [InlineData("Come at 5:30 p.m.", "Viens à 17 h 30.", "fr")]
    [InlineData("Work until 10:00.", "Travaille jusqu'à 10 heures.", "fr")]
    [InlineData("In the 1980s.", "Dans les années quatre-vingt.", "fr")]
    [InlineData("Call 2 or 3.", "Appelle 2 ou 3.", null)]
    [InlineData("Twenty dogs.", "20 chiens.", "fr")]
    [InlineData("In the sixties.", "Dans les années 60.", "fr")]
    [InlineData("Half an hour.", "30 minutes.", "fr")]
    [InlineData("The war ended.", "La 2e guerre est finie.", "fr")]
    [InlineData("He has 1 dog and a cat.", "Il a un chien et un chat.", "fr")]
    [InlineData("5kg and 12.5M at 5pm", "5 kg et 12,5 M à 17 h", "fr")]
    [InlineData("The 1st, 2nd and A4", "Le premier, deuxième et A quatre", "fr")]
    [InlineData("3RD PLACE at 12am", "Troisième place à minuit", "fr")]
    [InlineData("3日", "Three days", "en")]
    [InlineData("Louis XIV and ½ of it.", "Louis 14 et 1/2.", "fr")]
    [InlineData("It is -5 °C or −$1,000.", "Il fait −5 °C ou -$1 000.", "fr")]
    [InlineData("It is -5 °C.", "Il fait – 5 °C.", "fr")]
    [InlineData("It is -5 °C.", "Il fait moins 5 °C.", "fr")]
    [InlineData("It is minus 5 °C.", "Il fait -5 °C.", "fr")]
    [InlineData("From 2-3 of 5 -3, the 1990-1995 A-5.", "De 2 à 3 de 5 - 3, 1990 à 1995 A 5.", "fr")]
    [InlineData("He left - 5 of them.", "Il est parti, 5 d'entre eux.", "fr")]
    public void Differences_SameNumbersWrittenOtherwise_AreNone(string source, string translation, string? language) =>
        NumberComparison.Differences(source, translation, "en", language, Work).ShouldBeEmpty();

    [Theory]
    [InlineData("It costs $1,234.56.", "Ça coûte $3234.56.56.", "1,234.56")]
    [InlineData("From 2 to 14.", "De 2 à 15.", "14")]
    [InlineData("The 5 of 1977.", "Le 5 5 de 77777.", "1977,5")]
    [InlineData("1.2.3", "1.2.4", "1.2.3")]
    [InlineData("Until 10:30.", "Jusqu'à 10 heures.", "30")]
    [InlineData("He has 3 dogs.", "Il a des chiens.", "3")]
    [InlineData("No number.", "Un seul 7.", "7")]
    [InlineData("The € and £ signs.", "Le 80 et 80 et 80.", "80,80")]
    [InlineData("Step 1: A dog", "Éteins: Un chien", "1")]
    [InlineData("Room 1 has a dog and a cat.", "Un chat.", "1")]
    [InlineData("1 dog, 1 cat", "Un chien, chat", "1")]
    [InlineData("It is $12.5M or 3bn.", "C'est $1,5M ou 3 milliards.", "12.5")]
    [InlineData("3kg, 5 lb and 10oz", "3kg, 5 loz.", "10")]
    [InlineData("It costs 60EUR.", "Ça coûte ER.", "60")]
    [InlineData("5 + 3 = 8 is right.", "5 + 3 80 dure de 8.", "80")]
    [InlineData("It is -5 °C.", "Il fait 5 °C.", "-5")]
    [InlineData("It is −5 °C.", "Il fait 5 °C.", "−5")]
    [InlineData("It is 5 °C.", "Il fait -5 °C.", "5")]
    [InlineData("You lost (-$20).", "Vous avez perdu ($20).", "-$20")]
    public void Differences_NumbersThatChanged_AreNamed(string source, string translation, string expected) =>
        string.Join(',', NumberComparison.Differences(source, translation, "en", "fr", Work).Select(difference => difference.Text))
            .ShouldBe(expected);

    [Fact]
    public void Of_TheNumbersThatChanged_TakesTheirCurrencyAlong()
    {
        const string source = "He paid $1,234.56 on the 3rd for 27 books.";
        var differences = NumberComparison.Differences(source, "Il a payé $1.56 le 3 pour 27 livres.", "en", "fr", Work);

        NumberSpans
            .Of(source, differences.Select(difference => difference.Source).OfType<WrittenNumber>())
            .Select(span => source.Substring(span.Start, span.Length))
            .ShouldBe(["$1,234.56"]);
    }

    [Fact]
    public void Of_ANumberWithAUnit_TakesTheUnitAlong()
    {
        const string source = "It is $12.5M, 60EUR or 10th.";

        NumberSpans
            .Of(source, WrittenNumber.Find(source, Work))
            .Select(span => source.Substring(span.Start, span.Length))
            .ShouldBe(["$12.5M", "60EUR"]);
    }

    [Fact]
    public void Of_ANegativeNumber_TakesItsSignAlong()
    {
        const string source = "It is -5 °C, −$3 or 2-3.";

        NumberSpans
            .Of(source, WrittenNumber.Find(source, Work))
            .Select(span => source.Substring(span.Start, span.Length))
            .ShouldBe(["-5", "−$3", "2", "3"]);
    }

    [Fact]
    public void Differences_ManyNumbers_TakesBoundedWork()
    {
        var work = Work;
        var text = string.Concat(Enumerable.Range(0, 500).Select(number => $"{number} "));

        NumberComparison.Differences(text, text, "en", "fr", work).ShouldBeEmpty();

        work.Steps.ShouldBeLessThan(1_000_000);
    }
}
