using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using TransformerService.Distillation.Modeling;

namespace TransformerService.Distillation.Recipes;

/// <summary>Everything that determines a pair of models, except the contents of the corpora. A file under recipes/.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "task")]
[JsonDerivedType(typeof(TranslationRecipe), "translation")]
[JsonDerivedType(typeof(ClassificationRecipe), "text-classification")]
public abstract record Recipe
{
    /// <summary>Pieces of the vocabulary, special tokens included, 16 to 1,000,000. Default 8,000.</summary>
    [Range(16, 1_000_000)]
    public int Pieces { get; init; } = 8_000;

    /// <summary>
    /// Longest text in tokens, 4 to 4,096: longer pairs are left out of a translation's training, longer texts are cut for a classifier.
    /// Default 128.
    /// </summary>
    [Range(4, 4_096)]
    public int MaxTokens { get; init; } = 128;

    /// <summary>The large model.</summary>
    public required TransformerRecipe Teacher { get; init; }

    /// <summary>The small model that is distilled from it; without it only the teacher is trained.</summary>
    public TransformerRecipe? Student { get; init; }

    /// <summary>
    /// The precision of products in training: <c>auto</c>, <c>float32</c> or <c>bfloat16</c>. Weights, moments and exports are float32
    /// either way.
    /// Default auto: the faster one in a short measurement.
    /// </summary>
    public PrecisionChoice Precision { get; init; }

    /// <summary>How the student is quantised to int8, and whether a classifier's teacher is.</summary>
    public QuantizationRecipe Quantization { get; init; } = new();

    /// <summary>Licence, origin and other texts for model.json and the model cards.</summary>
    public ModelDescription Description { get; init; } = new();

    /// <summary>The faults of the recipe besides values out of range, one per line.</summary>
    internal virtual IEnumerable<string> Faults()
    {
        if (Teacher.BeginWithTeacher)
        {
            yield return "A teacher cannot begin with itself: remove teacher.beginWithTeacher.";
        }

        foreach ((var name, var model) in new[] { ("teacher", Teacher), ("student", Student) })
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
