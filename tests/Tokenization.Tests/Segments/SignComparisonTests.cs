using Shouldly;
using TransformerService.Tokenization.Segments.Signs;
using Xunit;

namespace TransformerService.Tokenization.Tests.Segments;

public sealed class SignComparisonTests
{
    private static TextWork Work => new(TestContext.Current.CancellationToken);

    [Theory]
    [InlineData("It costs 5€.", "Ça coûte 5 €.")]
    [InlineData("It costs $5.", "Ça coûte 5 dollars.")]
    [InlineData("It is 20°C and 5 % more.", "Il fait 20 degrés C et 5 pour cent de plus.")]
    [InlineData("Salt & pepper", "Sel et poivre")]
    [InlineData("“Yes” – he said…", "« Oui » - dit-il...")]
    [InlineData("No sign here.", "Rien + ici.")]
    [InlineData("５％ more", "5 % de plus")]
    [InlineData("I don`t know.", "Je ne sais pas.")]
    [InlineData("El 1º de mayo", "The 1st of May")]
    [InlineData("n° 5", "No. 5")]
    [InlineData("№ 5", "n° 5")]
    [InlineData("5 % of it", "5 pour cent")]
    [InlineData("Salt & pepper", "Sale e pepe")]
    public void Differences_TheSameSigns_AreNone(string source, string translation)
    {
        SignComparison.Differences(source, translation, Work).ShouldBeEmpty();
        SignComparison.Changed(source, translation, Work).ShouldBeEmpty();
    }

    /// <summary>Spans with what touches them.</summary>
    [Theory]
    [InlineData("It costs 5€ and £6.", "Ça coûte 5 échecs et 80.", "5€|£6", "£€")]
    [InlineData("He ate 1½ apples.", "Il a mangé 112 pommes.", "1½", "½")]
    [InlineData("A ===== B", "Un industriel", "=====", "=")]
    [InlineData("5 < 6 and 7 > 2", "5 À 6 et 7 2", "<|>", "<>")]
    [InlineData("The code is C# here.", "Le code est C numéro ici.", "C#", "#")]
    [InlineData("Acme™ is 2 km² big", "AcmTM fait 2 km2", "Acme™|km²", "²™")]
    [InlineData("x = y", "x = y = y", "=", "=")]
    [InlineData("5 % of it", "5 au centre", "%", "%")]
    [InlineData("The file № is ready.", "Le fichier n'est prêt.", "№", "№")]
    [InlineData("Open Ⅳ now.", "Ouvre maintenant.", "Ⅳ", "Ⅳ")]
    public void Differences_SignsThatChanged_AreNamed(string source, string translation, string spans, string signs)
    {
        string.Join('|', SignComparison.Differences(source, translation, Work).Select(span => source.Substring(span.Start, span.Length)))
            .ShouldBe(spans);
        string.Concat(SignComparison.Changed(source, translation, Work)).ShouldBe(signs);
    }

    /// <summary>The word would not be translated.</summary>
    [Fact]
    public void Differences_SignsThatStressAWord_AreOnlyNamed()
    {
        SignComparison.Differences("I *really* like it.", "J'aime vraiment ça.", Work).ShouldBeEmpty();
        SignComparison.Changed("I *really* like it.", "J'aime vraiment ça.", Work).ShouldBe(["*"]);
    }

    [Fact]
    public void Differences_ManySigns_TakesBoundedWork()
    {
        var work = Work;
        var text = string.Concat(Enumerable.Repeat("€5 = ", 5_000));

        SignComparison.Differences(text, "", work).ShouldNotBeEmpty();

        work.Steps.ShouldBeLessThan(1_000_000);
    }
}
