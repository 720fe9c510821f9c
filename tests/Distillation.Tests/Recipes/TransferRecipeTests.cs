using Shouldly;
using TransformerService.Distillation.Pretrained;
using TransformerService.Distillation.Recipes;
using TransformerService.Distillation.Tests.Data;
using TransformerService.Distillation.Tests.Onnx;
using Xunit;

namespace TransformerService.Distillation.Tests.Recipes;

/// <summary>Recipes for classifiers that begin with a pretrained encoder.</summary>
public sealed class TransferRecipeTests
{
    [Fact]
    public void Read_GeneralDistillation_IsRefusedWithoutWhatItNeeds()
    {
        var message = Should
            .Throw<RecipeException>(() =>
                Read(
                    """
                    { "task": "text-classification", "corpora": ["a"], "validation": ["b"], "from": "", "maxTokens": 64,
                      "teacher": { "modelSize": 16, "heads": 4, "encoderLayers": 2, "feedForward": 32, "training": { "layerDecay": 0.05 } },
                      "general": { "training": { "tokenBudget": 32, "epochs": 0 } },
                      "distillation": { "unlabelled": 0.5, "relations": -1 } }
                    """
                )
            )
            .Message;
        message.ShouldContain("'from' must not be empty");
        message.ShouldContain("'teacher.training.layerDecay' must be from 0.1 to 1");
        message.ShouldContain("'general.training.epochs' must be from 1 to 10000");
        message.ShouldContain("'distillation.relations' must be from 0 to 1000000");
        message.ShouldContain("need unlabelled corpora");
        message.ShouldContain("general needs a student");
        message.ShouldContain("general needs a weight");
        message.ShouldContain("general.training.tokenBudget must be at least maxTokens");
        Should
            .Throw<RecipeException>(() =>
                Read(
                    """
                    { "task": "text-classification", "corpora": ["a"], "validation": ["b"],
                      "unlabelled": [ { "file": "c", "weight": 2 } ],
                      "teacher": { "modelSize": 16, "heads": 4, "encoderLayers": 2, "feedForward": 4096 },
                      "student": { "modelSize": 18, "heads": 2, "encoderLayers": 2, "feedForward": 32 },
                      "general": { "attention": 1, "relations": 1 } }
                    """
                )
            )
            .Message.ShouldSatisfyAllConditions(
                message => message.ShouldContain("have a share, but no weight"),
                message => message.ShouldContain("general.attention needs as many heads"),
                message => message.ShouldContain("general.relations needs a student.modelSize"),
                message => message.ShouldContain("general.training.tokenBudget × feedForward must be at most")
            );
    }

    [Theory]
    [InlineData("sentiment.json", 2)]
    [InlineData("intent.json", 151)]
    public void Read_RecipesFromAPretrainedEncoder_AreValid(string name, int classes)
    {
        var recipe = RecipeFile.Read(RepositoryRoot.Folder("recipes", name)).ShouldBeOfType<ClassificationRecipe>();
        recipe.From.ShouldBe("artifacts/minilm");
        new EncoderConfig(EncoderConfig.Bert, 384, 12, 6, 1536, 512).Check(
            recipe.Teacher.ClassifierShape(30_000, recipe.MaxTokens, [.. Enumerable.Range(0, classes).Select(label => $"{label}")])
        );
        recipe.Quantization.Teacher.ShouldBeTrue();
        recipe.Student.ShouldNotBeNull().BeginWithTeacher.ShouldBeTrue();
    }

    private static Recipe Read(string content)
    {
        using var folder = new TemporaryFolder();
        return RecipeFile.Read(folder.Write("recipe.json", content));
    }
}
