using TransformerService.Distillation.Modeling;

namespace TransformerService.Distillation.Pretrained;

/// <summary>The names of an encoder's weights in Hugging Face's state_dict, without the prefix of the model that contains it.</summary>
internal static class EncoderNames
{
    private const string Layer = "layer.";

    private static readonly string[] Prefixes = ["bert.", "distilbert."];

    private static readonly (string Here, string There)[] Bert =
    [
        (".self_attn.q_proj.", ".attention.self.query."),
        (".self_attn.k_proj.", ".attention.self.key."),
        (".self_attn.v_proj.", ".attention.self.value."),
        (".self_attn.out_proj.", ".attention.output.dense."),
        (".self_attn_layer_norm.", ".attention.output.LayerNorm."),
        (".fc1.", ".intermediate.dense."),
        (".fc2.", ".output.dense."),
        (".final_layer_norm.", ".output.LayerNorm."),
    ];

    // The order in which a layer computes its products.
    private static readonly string[] Products =
    [
        "self_attn.q_proj",
        "self_attn.k_proj",
        "self_attn.v_proj",
        "self_attn.out_proj",
        "fc1",
        "fc2",
    ];

    /// <summary>The name of a weight of this program's classifier, whose joined projections are cut.</summary>
    public static string Of(string modelType, string name)
    {
        if (modelType == EncoderConfig.DistilBert)
        {
            return WithoutPrefix(ClassifierWeights.Rename(name));
        }

        foreach ((var here, var there) in Bert)
        {
            name = name.Replace(here, there, StringComparison.Ordinal);
        }

        return name.StartsWith(Layer, StringComparison.Ordinal) ? "encoder." + name : name;
    }

    /// <summary>The names of the matrices that the layers multiply by, in the order of the graph.</summary>
    public static IReadOnlyList<string> InOrder(EncoderConfig config) =>
        [
            .. Enumerable
                .Range(0, config.Layers)
                .SelectMany(layer =>
                    Products.Select(product => Of(config.ModelType, FormattableString.Invariant($"{Layer}{layer}.{product}.weight")))
                ),
        ];

    /// <summary>Removes the prefix of the model around the encoder, and TensorFlow's names for the weights of a normalisation.</summary>
    public static string Plain(string name) =>
        WithoutPrefix(name)
            .Replace("LayerNorm.gamma", "LayerNorm.weight", StringComparison.Ordinal)
            .Replace("LayerNorm.beta", "LayerNorm.bias", StringComparison.Ordinal);

    private static string WithoutPrefix(string name) =>
        Prefixes.FirstOrDefault(prefix => name.StartsWith(prefix, StringComparison.Ordinal)) is { } found ? name[found.Length..] : name;
}
