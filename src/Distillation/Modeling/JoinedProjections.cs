namespace TransformerService.Distillation.Modeling;

/// <summary>
/// What one product projects here (query, key and value; key and value) are weights of their own in Hugging Face's files. Rows are
/// outputs, and each part's stand together.
/// </summary>
internal static class JoinedProjections
{
    private static readonly Dictionary<string, string[]> Parts = new()
    {
        [".qkv_proj."] = [".q_proj.", ".k_proj.", ".v_proj."],
        [".kv_proj."] = [".k_proj.", ".v_proj."],
    };

    /// <summary>A joined weight's parts with their names; another weight as it is.</summary>
    public static IEnumerable<(string Name, WeightTensor Weight)> Cut(string name, WeightTensor weight)
    {
        if (PartsOf(name) is not { } parts)
        {
            return [(name, weight)];
        }

        int size = weight.Values.Length / parts.Length;
        return parts.Select((part, place) => (
            part,
            new WeightTensor([weight.Shape[0] / parts.Length, .. weight.Shape[1..]], weight.Values[(place * size)..((place + 1) * size)])));
    }

    /// <summary>The values of a weight, from its parts if it is a joined one.</summary>
    /// <param name="name">Its name here.</param>
    /// <param name="get">Gives a weight of Hugging Face's name.</param>
    public static float[] Join(string name, Func<string, float[]> get) =>
        PartsOf(name) is { } parts ? [.. parts.SelectMany(get)] : get(name);

    private static string[]? PartsOf(string name) =>
        Parts.FirstOrDefault(joined => name.Contains(joined.Key, StringComparison.Ordinal)) is { Key: { } mark, Value: { } parts }
            ? [.. parts.Select(part => name.Replace(mark, part, StringComparison.Ordinal))]
            : null;
}
