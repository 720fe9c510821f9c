using Shouldly;
using TransformerService.Inference.Catalog;
using TransformerService.Models.Errors;
using TransformerService.Models.Requests;
using Xunit;

namespace TransformerService.Inference.Tests.Catalog;

/// <summary>Which of several models with the pair translates, where a call cannot name a model.</summary>
public sealed class PairChoiceTests : IDisposable
{
    private readonly TestCatalog _catalog = new();

    public void Dispose() => _catalog.Dispose();

    [Theory]
    [InlineData("en", "fr", "one")]
    [InlineData("en-US", "fr", "one")]
    [InlineData("en", "fr-FR", "one")]
    [InlineData("eng_Latn", "fra_Latn", "a-many")]
    [InlineData("de", "fr", "a-many")]
    [InlineData("de", "en", "a-many")]
    public async Task Choose_SeveralModelsHaveThePair_TheMostDedicatedAnswers(string source, string target, string expected)
    {
        await LoadAsync(many: true);
        Choose(source, target).ShouldBe(expected);
    }

    [Theory]
    [InlineData("en")]
    [InlineData(null)]
    public async Task Choose_TwoModelsOfOnePair_TheFirstByNameAnswers(string? source)
    {
        await LoadAsync(many: false);
        Choose(source, "fr").ShouldBe("one");
    }

    [Fact]
    public async Task Choose_LanguagesNotNamed_IsRefused()
    {
        await LoadAsync(many: true);
        foreach (var (source, target) in new (string?, string?)[] { (null, null), (null, "fr"), ("en", null) })
        {
            var refusal = Should.Throw<InferenceException>(() => Choose(source, target));
            refusal.Error.ShouldBe(InferenceError.InvalidInput);
            refusal.Message.ShouldContain("'a-many', 'one'");
        }
    }

    [Fact]
    public async Task Translate_TextsAlreadyInTheTarget_ComeBackWithoutAModelNamed()
    {
        await LoadAsync(many: true);
        var answer = await _catalog
            .Pipeline()
            .TranslateAsync(
                new TranslationRequest(["12345", "Cette maison est très belle et la rue est calme."])
                {
                    Source = TranslationRequest.Auto,
                    Target = "fr",
                },
                TestContext.Current.CancellationToken
            );
        answer.Translations.Select(text => text.Text).ShouldBe(["12345", "Cette maison est très belle et la rue est calme."]);
        answer.Model.ShouldBe("one");
    }

    private string Choose(string? source, string? target) =>
        ModelSelector
            .ForTranslation(_catalog.Catalog.Models, new TranslationRequest(["a"]) { Source = source, Target = target })
            .Model.Name;

    private async Task LoadAsync(bool many)
    {
        const string pair = """{ "task": "translation", "sourceLanguage": "en", "targetLanguage": "fr" }""";
        _catalog.Add("one", "marian-tiny", pair);
        _catalog.Add(many ? "a-many" : "two", many ? "nllb-tiny" : "marian-tiny", many ? "{}" : pair);
        await _catalog.Catalog.LoadAsync(TestContext.Current.CancellationToken);
    }
}
