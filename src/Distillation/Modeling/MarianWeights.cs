namespace TransformerService.Distillation.Modeling;

/// <summary>Trained weights under the names of Hugging Face's MarianMT, and back.</summary>
internal static class MarianWeights
{
    private const string OutputBias = "final_logits_bias";

    /// <param name="weights">Names, shapes and float32 values as the model stores them.</param>
    public static IReadOnlyDictionary<string, WeightTensor> From(IEnumerable<(string Name, WeightTensor Weight)> weights) =>
        weights
            .SelectMany(entry =>
                JoinedProjections.Cut(
                    entry.Name,
                    entry.Name == OutputBias ? entry.Weight with { Shape = [1, .. entry.Weight.Shape] } : entry.Weight
                )
            )
            .ToDictionary(entry => entry.Name, entry => entry.Weight);

    /// <summary>Returns the values of a model's weight from a set of MarianMT's weights.</summary>
    /// <param name="name">The weight's name in <see cref="TranslationTransformer.Weights"/>.</param>
    /// <param name="marian">MarianMT's weights.</param>
    /// <exception cref="ExportException">The set lacks it.</exception>
    public static float[] ValuesOf(string name, IReadOnlyDictionary<string, WeightTensor> marian) =>
        JoinedProjections.Join(
            name,
            part =>
                marian.TryGetValue(part, out var weight)
                    ? weight.Values
                    : throw new ExportException($"The model to start from has no weight '{part}'.")
        );
}
