using System.Globalization;
using TransformerService.Distillation.Onnx.Quantization;
using TransformerService.Distillation.Recipes;

namespace TransformerService.Distillation.Pipeline;

/// <summary>Tries each of a recipe's methods to quantise a model to int8, and chooses the one that scores best.</summary>
internal sealed class QuantizationSearch(QuantizationRecipe recipe, TextWriter log)
{
    /// <summary>Returns the best method and its score; on ties, the one listed first.</summary>
    /// <param name="score">Quantises the model with a method and scores it on the validation set.</param>
    public async Task<(CalibrationChoice Best, double Score)> ChooseAsync(Func<QuantizationOptions, Task<double>> score)
    {
        (CalibrationChoice? best, var bestScore) = (null, double.NegativeInfinity);
        foreach (var choice in recipe.Calibrations)
        {
            var found = await score(Options(choice));
            log.WriteLine(string.Create(CultureInfo.InvariantCulture, $"int8 by {choice}: {found:0.0000}"));
            if (found > bestScore)
            {
                (best, bestScore) = (choice, found);
            }
        }

        return (best ?? throw new RecipeException("No quantization method results in a valid score."), bestScore);
    }

    /// <summary>The options of a method.</summary>
    public QuantizationOptions Options(CalibrationChoice choice) => choice.Options(recipe.KeepFloat);
}
