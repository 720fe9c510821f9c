using Shouldly;
using TransformerService.Inference.Configuration;
using TransformerService.Inference.Detection;
using TransformerService.Inference.Tests.Catalog;
using TransformerService.Models.Requests;
using TransformerService.Tokenization;
using Xunit;

namespace TransformerService.Inference.Tests.Detection;

public sealed class LanguageDetectorTests
{
    private static readonly LanguageDetector Detector = new(DetectedLanguages.Of(new DetectionOptions()));

    private static TextWork Work => new(TestContext.Current.CancellationToken);

    [Theory]
    [InlineData("en", "I have been waiting for the bus since seven o'clock.")]
    [InlineData("fr", "Où est la gare ?")]
    [InlineData("de", "Wo ist der Bahnhof?")]
    [InlineData("es", "¿Dónde está la estación de tren?")]
    [InlineData("it", "Dove si trova la stazione?")]
    [InlineData("pt", "Não sei onde fica a estação de comboios.")]
    [InlineData("nl", "Waar is het treinstation alsjeblieft?")]
    [InlineData("pl", "Gdzie jest dworzec kolejowy?")]
    [InlineData("ru", "Где находится вокзал?")]
    [InlineData("uk", "Де знаходиться залізничний вокзал?")]
    [InlineData("el", "Πού είναι ο σταθμός;")]
    [InlineData("ar", "أين محطة القطار؟")]
    [InlineData("zh", "火车站在哪里")]
    [InlineData("ja", "駅はどこですか")]
    [InlineData("ko", "기차역이 어디에 있습니까")]
    [InlineData("tr", "Tren istasyonu nerede acaba?")]
    [InlineData("zh", "狗在跑")]
    [InlineData("zh", "请打开主页/设置页面查看火车站在哪里")]
    [InlineData("ja", "設定=オンのとき、駅@東京はどこですか")]
    [InlineData("en", "<p>The dog is running</p>")]
    [InlineData("fr", "d&eacute;j&agrave; vu <b>chien</b>")]
    [InlineData("fr", "<script>var the = function() { return this; }</script><p>Le chien court dans la neige.</p>")]
    [InlineData("de", "https://example.com/the/house {the_house} Der Hund ist %s Jahre alt")]
    [InlineData("en", "Ｔｈｅ ｄｏｇ ｉｓ ｒｕｎｎｉｎｇ")]
    [InlineData("en", "שלום means hello in this language")]
    public void Detect_Sentence_IsItsLanguage(string language, string text)
    {
        var found = Detector.Detect(text, Work);

        found[0].Language.ShouldBe(language);
        found.Count.ShouldBe(Detector.Languages.Count);
        found.Sum(candidate => candidate.Confidence).ShouldBe(1, 1e-9);
    }

    [Theory]
    [InlineData("12345")]
    [InlineData("😀 …!")]
    [InlineData("https://example.org/the/house name@example.org {the_house}")]
    [InlineData("ⴰⵣⵓⵍ ⴼⵍⵍⴰⵡⵏ")]
    [InlineData("שלום עולם, מה שלומך היום?")]
    [InlineData("สวัสดีครับ")]
    [InlineData("ქართული ენა")]
    [InlineData("12345 %s {0} <br/>")]
    public void Detect_NoLettersOfAnyLanguage_IsUndetermined(string text) =>
        Detector.Detect(text, Work).ShouldBe([new DetectedLanguage("und", 0)]);

    [Theory]
    [InlineData("th", "สถานีรถไฟ/รถเมล์อยู่ที่ไหนครับ")]
    [InlineData("zh", "请写信给support_team@example.com.a/b_c询问火车站")]
    public void Detect_ScriptWithoutSpaces_IsReadBesideCode(string language, string text) =>
        new LanguageDetector(DetectedLanguages.Of(new DetectionOptions { Languages = "*" }))
            .Detect(text, Work)[0]
            .Language.ShouldBe(language);

    [Fact]
    public void Detect_AddressesAndCode_DoNotCount() =>
        Detector
            .Detect("Voir https://example.org/the/great/house et <the-house> ou the_house_of_the_king", Work)[0]
            .Language.ShouldBe("fr");

    [Fact]
    public void Detect_HostileTexts_Answer()
    {
        foreach (
            var text in new[] { "\ud83d", "\udc00a\ud800", new string('a', 1_000_000), new string('<', 1_000_000), "\0the\u200bhouse" }
        )
        {
            Detector.Detect(text, Work).Count.ShouldBeGreaterThan(0);
        }
    }

    [Fact]
    public void Detect_Cancelled_Stops() =>
        Should.Throw<OperationCanceledException>(() => Detector.Detect("the house", new TextWork(new CancellationToken(canceled: true))));

    [Fact]
    public void Known_Profiles_AreAllReadable()
    {
        LanguageProfile.Known.Count.ShouldBeGreaterThan(70);
        foreach (var language in LanguageProfile.Known)
        {
            LanguageProfile.Read(language).Language.ShouldBe(language);
        }
    }

    [Fact]
    public void Validate_UnknownLanguage_IsNamed()
    {
        var result = new DetectedLanguages().Validate(null, new DetectionOptions { Languages = "en, xx,fr" });

        result.FailureMessage.ShouldStartWith("Detection:Languages names xx;");
        new DetectedLanguages().Validate(null, new DetectionOptions { Languages = "*" }).Succeeded.ShouldBeTrue();
        DetectedLanguages.Of(new DetectionOptions { Languages = "" }).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("<p>Bonjour <b>tout</b> le monde</p>", "Bonjour tout le monde")]
    [InlineData("<script>var the;</script>a<STYLE>b</STYLE>c", "a c")]
    [InlineData("<p", "<p")]
    [InlineData("a < b", "a")]
    public void OfMarkup_Document_IsItsText(string document, string text) =>
        string.Join(' ', PlainText.OfMarkup(document).Split(' ', StringSplitOptions.RemoveEmptyEntries)).ShouldBe(text);

    [Fact]
    public async Task Translate_AutoWithManyLanguages_TranslatesEachFromItsOwn()
    {
        using var catalog = new TestCatalog();
        catalog.Add("many", "m2m100-tiny", """{ "task": "translation" }""");
        await catalog.Catalog.LoadAsync(TestContext.Current.CancellationToken);
        using var pipeline = catalog.Pipeline();

        var answer = await pipeline.TranslateAsync(
            new TranslationRequest(["Where is the train station?", "Wo ist hier der Bahnhof?"]) { Source = "auto", Target = "fr" },
            TestContext.Current.CancellationToken
        );

        answer.Translations.Select(text => text.DetectedLanguage?.Language).ShouldBe(["en", "de"]);
        var blank = await pipeline.TranslateAsync(
            new TranslationRequest(["", " \n"]) { Source = "auto", Target = "fr" },
            TestContext.Current.CancellationToken
        );
        blank.Translations.Select(text => text.Text).ShouldBe(["", " \n"]);
    }

    /// <summary>Texts of one or two words are likely in several languages: they are in one that the model translates.</summary>
    [Fact]
    public async Task Translate_AutoOfShortTexts_NamesTheLanguageThatWasTranslated()
    {
        using var catalog = new TestCatalog();
        catalog.Add("m", "marian-tiny", """{ "task": "translation", "sourceLanguage": "en", "targetLanguage": "fr" }""");
        await catalog.Catalog.LoadAsync(TestContext.Current.CancellationToken);
        using var pipeline = catalog.Pipeline();

        var answer = await pipeline.TranslateAsync(
            new TranslationRequest(["A cat.", "Hello", "Cancel", "Submit order", "Dog"]) { Source = "auto" },
            TestContext.Current.CancellationToken
        );

        answer.Translations.Select(text => text.DetectedLanguage?.Language).Distinct().ShouldBe(["en"]);
        answer.Translations[0].DetectedLanguage!.Value.Confidence.ShouldBeLessThan(LanguageDetector.Sure);
        var own = await pipeline.TranslateAsync(
            new TranslationRequest(["Trois", "Elle court."]) { Source = "auto" },
            TestContext.Current.CancellationToken
        );
        own.Translations.Select(text => text.Text).ShouldBe(["Trois", "Elle court."]);
        own.Translations.ShouldAllBe(text => text.Warnings.Single().Kind == TranslationWarningKind.AlreadyInTarget);
    }
}
