using TransformerService.Distillation.Onnx;

namespace TransformerService.Distillation.Modeling;

/// <summary>Turns trained weights into those of Hugging Face's MarianMT: what one product projects is cut into its parts.</summary>
internal static class MarianWeights
{
    private static readonly Dictionary<string, string[]> Joined = new()
    {
        [".qkv_proj."] = [".q_proj.", ".k_proj.", ".v_proj."],
        [".kv_proj."] = [".k_proj.", ".v_proj."],
    };

    /// <param name="weights">Names, shapes and float32 values as the model made them.</param>
    public static IReadOnlyDictionary<string, WeightTensor> From(IEnumerable<(string Name, long[] Shape, float[] Values)> weights)
    {
        var named = new Dictionary<string, WeightTensor>();
        foreach ((string name, long[] shape, float[] values) in weights)
        {
            if (name == "final_logits_bias")
            {
                named.Add(name, new WeightTensor([1, .. shape], values));
            }
            else if (Joined.FirstOrDefault(joined => name.Contains(joined.Key, StringComparison.Ordinal)) is { Key: { } mark, Value: { } parts })
            {
                // Rows are outputs, and each part's stand together.
                int size = values.Length / parts.Length;
                for (int part = 0; part < parts.Length; part++)
                {
                    named.Add(
                        name.Replace(mark, parts[part], StringComparison.Ordinal),
                        new WeightTensor([shape[0] / parts.Length, .. shape[1..]], values[(part * size)..((part + 1) * size)]));
                }
            }
            else
            {
                named.Add(name, new WeightTensor(shape, values));
            }
        }

        return named;
    }
}
