namespace TransformerService.Distillation.Modeling;

/// <summary>
/// Query, key and value (or key and value) are computed by one product here, but their weights are separate in Hugging Face's files. Rows
/// are
/// outputs, and the rows of each part are adjacent.
/// </summary>
internal static class JoinedProjections
{
    private static readonly Dictionary<string, string[]> Parts = new()
    {
        [".qkv_proj."] = [".q_proj.", ".k_proj.", ".v_proj."],
        [".kv_proj."] = [".k_proj.", ".v_proj."],
    };

    /// <summary>Splits a joined weight into its named parts; returns any other weight unchanged.</summary>
    public static IEnumerable<(string Name, WeightTensor Weight)> Cut(string name, WeightTensor weight)
    {
        if (PartsOf(name) is not { } parts)
        {
            return [(name, weight)];
        }

        var size = weight.Values.Length / parts.Length;
        return parts.Select(
            (part, place) =>
                (
                    part,
                    new WeightTensor(
                        [weight.Shape[0] / parts.Length, .. weight.Shape[1..]],
                        weight.Values[(place * size)..((place + 1) * size)]
                    )
                )
        );
    }

    /// <summary>The values of a weight, assembled from its parts if it is a joined one.</summary>
    /// <param name="name">Its name here.</param>
    /// <param name="get">Returns the weight with Hugging Face's name.</param>
    public static float[] Join(string name, Func<string, float[]> get) =>
        PartsOf(name) is { } parts ? [.. parts.SelectMany(get)] : get(name);

    private static string[]? PartsOf(string name) =>
        Parts.FirstOrDefault(joined => name.Contains(joined.Key, StringComparison.Ordinal)) is { Key: { } mark, Value: { } parts }
            ? [.. parts.Select(part => name.Replace(mark, part, StringComparison.Ordinal))]
            : null;
}
