using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using TransformerService.Distillation.Modeling;

namespace TransformerService.Distillation.Recipes;

/// <summary>Everything that decides a pair of models but the corpora's contents. A file under recipes/.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "task")]
[JsonDerivedType(typeof(TranslationRecipe), "translation")]
[JsonDerivedType(typeof(ClassificationRecipe), "text-classification")]
public abstract record Recipe
{
    /// <summary>Pieces of the vocabulary, special tokens included, 16 to 1,000,000. Default 8,000.</summary>
    [Range(16, 1_000_000)]
    public int Pieces { get; init; } = 8_000;

    /// <summary>Texts with more tokens are left out of a translation's training, and cut for a classifier; 4 to 4,096. Default 128.</summary>
    [Range(4, 4_096)]
    public int MaxTokens { get; init; } = 128;

    /// <summary>The large model.</summary>
    public required TransformerRecipe Teacher { get; init; }

    /// <summary>The small model that is distilled from it; without it only the teacher is trained.</summary>
    public TransformerRecipe? Student { get; init; }

    /// <summary>
    /// The precision of products in training: <c>auto</c>, <c>float32</c> or <c>bfloat16</c>. Weights, moments and exports are float32 either way.
    /// Default auto: what a short measurement finds faster.
    /// </summary>
    public PrecisionChoice Precision { get; init; }

    /// <summary>How the student is made int8.</summary>
    public QuantizationRecipe Quantization { get; init; } = new();

    /// <summary>What model.json and the model cards say of licence and origin.</summary>
    public ModelDescription Description { get; init; } = new();

    /// <summary>What is wrong with the recipe besides single values, one line a fault.</summary>
    internal virtual IEnumerable<string> Faults()
    {
        if (Teacher.BeginWithTeacher)
        {
            yield return "A teacher cannot begin with itself: take teacher.beginWithTeacher away.";
        }

        foreach ((string name, TransformerRecipe? model) in new[] { ("teacher", Teacher), ("student", Student) })
        {
            if (model is not null && model.ModelSize % model.Heads != 0)
            {
                yield return $"{name}.heads must divide {name}.modelSize.";
            }

            if (model is not null && model.Training.TokenBudget < MaxTokens)
            {
                yield return $"{name}.training.tokenBudget must be at least maxTokens, so that the longest example fits a batch.";
            }

            if (model is not null && (long)model.Training.TokenBudget * Math.Max(model.FeedForward, model.ModelSize) > Dropout.MaskLength)
            {
                yield return $"{name}.training.tokenBudget × {name}.feedForward must be at most {Dropout.MaskLength}: lower the budget.";
            }
        }
    }
}
