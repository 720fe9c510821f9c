using System.Globalization;
using TransformerService.Distillation.Onnx.Quantization;
using TransformerService.Distillation.Recipes;

namespace TransformerService.Distillation.Pipeline;

/// <summary>Tries each way of a recipe to make a model int8 and takes the one that scores best.</summary>
internal sealed class QuantizationSearch(QuantizationRecipe recipe, TextWriter log)
{
    /// <summary>The best way; of two that score alike, the one named first.</summary>
    /// <param name="score">Makes the model int8 in this way and scores it on the validation set.</param>
    public async Task<CalibrationChoice> ChooseAsync(Func<QuantizationOptions, Task<double>> score)
    {
        (CalibrationChoice? best, double bestScore) = (null, double.NegativeInfinity);
        foreach (CalibrationChoice choice in recipe.Calibrations)
        {
            double found = await score(Options(choice));
            log.WriteLine(string.Create(CultureInfo.InvariantCulture, $"int8 by {choice}: {found:0.0000}"));
            if (found > bestScore)
            {
                (best, bestScore) = (choice, found);
            }
        }

        return best ?? throw new RecipeException("No way to make the student int8 gives a score.");
    }

    /// <summary>The options of a way.</summary>
    public QuantizationOptions Options(CalibrationChoice choice) => choice.Options(recipe.KeepFloat);
}
