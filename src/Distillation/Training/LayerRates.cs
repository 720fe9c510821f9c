using System.Globalization;

namespace TransformerService.Distillation.Training;

/// <summary>
/// Learning rates that fall from the head of a classifier to its embeddings, so that fine-tuning keeps what the lower layers know (Howard
/// and Ruder 2018, https://arxiv.org/abs/1801.06146).
/// </summary>
internal static class LayerRates
{
    private const string Layer = "layer.";

    /// <summary>The factor of the learning rate.</summary>
    /// <param name="weight">The weight's name in the classifier.</param>
    /// <param name="layers">Number of the classifier's layers.</param>
    /// <param name="decay">Factor from one layer to the one below it.</param>
    public static double Factor(string weight, int layers, double decay) => Math.Pow(decay, layers + 1 - Height(weight, layers));

    private static int Height(string weight, int layers) =>
        weight.StartsWith("embeddings.", StringComparison.Ordinal) ? 0
        : weight.StartsWith(Layer, StringComparison.Ordinal)
            ? 1 + int.Parse(weight.AsSpan(Layer.Length, weight.IndexOf('.', Layer.Length) - Layer.Length), CultureInfo.InvariantCulture)
        : layers + 1;
}
