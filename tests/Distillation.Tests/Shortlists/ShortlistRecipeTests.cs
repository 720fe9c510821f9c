using Shouldly;
using TransformerService.Distillation.Recipes;
using Xunit;

namespace TransformerService.Distillation.Tests.Shortlists;

/// <summary>The field <c>shortlist</c> of a recipe.</summary>
public sealed class ShortlistRecipeTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Read_Shortlist_TakesItsFieldsAndTheDefaults()
    {
        Read("").Shortlist.ShouldBeNull();
        var options = Read(""", "shortlist": { "frequent": 300, "least": 0.01 }""").Shortlist.ShouldNotBeNull();
        (options.Frequent, options.Candidates, options.Least, options.Iterations, options.Pairs).ShouldBe((300, 50, 0.01, 5, 1_000_000));
    }

    [Theory]
    [InlineData(""", "shortlist": { "candidates": 0 }""", "'shortlist.candidates' must be from 1 to 1000.")]
    [InlineData(""", "shortlist": { "least": 2 }""", "'shortlist.least' must be from 0 to 1.")]
    [InlineData(""", "shortlist": {}, "pieces": 70000""", "A shortlist needs pieces below 65536.")]
    [InlineData(""", "shortlist": {}, "quantization": { "keepFloat": ["lm_head"] }""", "A shortlist needs an int8 output layer")]
    public void Read_ShortlistThatCannotBe_IsAFault(string fields, string fault) =>
        Should.Throw<RecipeException>(() => Read(fields)).Message.ShouldContain(fault);

    private TranslationRecipe Read(string fields)
    {
        File.WriteAllText(
            _file,
            $$"""
            {
              "task": "translation", "sourceLanguage": "en", "targetLanguage": "fr", "corpora": ["train.tsv"],
              "teacher": { "modelSize": 16, "heads": 2, "encoderLayers": 1, "decoderLayers": 1, "feedForward": 16 }{{fields}}
            }
            """
        );
        return RecipeFile.Read(_file).ShouldBeOfType<TranslationRecipe>();
    }
}
