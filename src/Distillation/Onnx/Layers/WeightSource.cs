using TransformerService.Distillation.Modeling;

namespace TransformerService.Distillation.Onnx.Layers;

/// <summary>Trained weights by their Hugging Face names; each is returned only if it has the expected shape.</summary>
internal sealed class WeightSource(IReadOnlyDictionary<string, WeightTensor> weights)
{
    /// <summary>A weight of any shape.</summary>
    /// <exception cref="ExportException">The weight is missing.</exception>
    public WeightTensor Any(string name) =>
        weights.TryGetValue(name, out var weight) ? weight : throw new ExportException($"The weight '{name}' is missing.");

    /// <exception cref="ExportException">The weight is missing, of another shape, or not finite.</exception>
    public WeightTensor Get(string name, params long[] shape)
    {
        var weight = Any(name);
        if (
            !weight.Shape.AsSpan().SequenceEqual(shape)
            || weight.Values.LongLength != shape.Aggregate(1L, (product, size) => product * size)
        )
        {
            throw new ExportException(
                $"The weight '{name}' is [{string.Join(", ", weight.Shape)}] with {weight.Values.Length} values, "
                    + $"but the model's shape asks for [{string.Join(", ", shape)}]."
            );
        }

        return Array.TrueForAll(weight.Values, float.IsFinite)
            ? weight
            : throw new ExportException($"The weight '{name}' has NaN or infinite values.");
    }
}
