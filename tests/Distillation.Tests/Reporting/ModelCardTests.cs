using Shouldly;
using TransformerService.Distillation.Evaluation;
using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Recipes;
using TransformerService.Distillation.Reporting;
using Xunit;

namespace TransformerService.Distillation.Tests.Reporting;

public sealed class ModelCardTests
{
    private static readonly TranslationRecipe Recipe = new()
    {
        SourceLanguage = "en",
        TargetLanguage = "fr",
        Corpora = ["a.tsv"],
        Pieces = 6_000,
        Teacher = new()
        {
            ModelSize = 256,
            Heads = 4,
            EncoderLayers = 5,
            DecoderLayers = 3,
            FeedForward = 1_024,
        },
        Student = new()
        {
            ModelSize = 256,
            Heads = 4,
            EncoderLayers = 5,
            DecoderLayers = 1,
            FeedForward = 1_024,
        },
        Description = new()
        {
            Summary = "Translates.",
            License = "MIT",
            Data = ["Corpus A, CC BY"],
            Weaknesses = ["News", "Long sentences"],
        },
    };

    [Theory]
    [InlineData(DecoderType.Attention, "5 encoder and 1 decoder layers, 256 features")]
    [InlineData(
        DecoderType.Ssru,
        "1 decoder layers, the latter with SSRUs (Kim et al. 2019) in place of self-attention, which Optimum and transformers.js cannot run, 256 features"
    )]
    public void Write_StudentOfEitherDecoder_SaysWhoRunsIt(DecoderType decoder, string shape) =>
        ModelCard
            .Write(
                SystemRole.Student,
                SampleReport.Whole,
                Recipe with
                {
                    Student = Recipe.Student! with { Decoder = decoder }, // set above
                },
                "recipes/en-fr.json"
            )
            .ShouldContain(shape);

    [Fact]
    public void Write_Student_SaysWhatItIsFromWhatAndWhatItScores()
    {
        var card = ModelCard.Write(SystemRole.Student, SampleReport.Whole, Recipe, "recipes/en-fr.json");

        var lines = card.Split('\n');
        lines.ShouldContain("pipeline_tag: translation");
        lines.ShouldContain("# model, student");
        lines.ShouldContain("**Licence.** MIT");
        lines.ShouldContain("- Corpus A, CC BY");
        lines.ShouldContain("- Long sentences");
        lines.ShouldContain(
            "MarianMT shape: 5 encoder and 1 decoder layers, 256 features, 4 heads, 1024 inside the feed-forward networks, 6000 pieces. int8 weights and activations with static scales, exact on every processor, 13.5 MB with the tokenizer."
        );
        card.ShouldContain("It learned the teacher's output for every source, found by beam 4");
        card.ShouldContain("run recipes/en-fr.json --data DIR");
        lines.Single(line => line.StartsWith("| teacher", StringComparison.Ordinal)).ShouldContain("| 33.5 |");
        string[] table =
        [
            .. lines.SkipWhile(line => !line.StartsWith("| system", StringComparison.Ordinal)).TakeWhile(line => line.Length > 0),
        ];
        table.Select(line => line.Count(character => character == '|')).Distinct().Count().ShouldBe(1, "every line has as many cells");
    }

    [Fact]
    public void Write_TeacherOfNothingStated_SaysSo()
    {
        var card = ModelCard.Write(SystemRole.Teacher, SampleReport.Whole, Recipe with { Description = new() }, "r.json");
        card.ShouldContain("**Licence.** Not stated.");
        card.ShouldContain("3 decoder layers");
        card.ShouldContain("own labels or references");
        card.ShouldContain("float32, 251.0 MB");
    }
}
