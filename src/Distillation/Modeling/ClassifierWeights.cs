namespace TransformerService.Distillation.Modeling;

/// <summary>A classifier's trained weights under the names of Hugging Face's DistilBertForSequenceClassification.</summary>
internal static class ClassifierWeights
{
    private static readonly (string Here, string There)[] Names =
    [
        ("embeddings.", "distilbert.embeddings."),
        ("layer.", "distilbert.transformer.layer."),
        (".self_attn.q_proj.", ".attention.q_lin."),
        (".self_attn.k_proj.", ".attention.k_lin."),
        (".self_attn.v_proj.", ".attention.v_lin."),
        (".self_attn.out_proj.", ".attention.out_lin."),
        (".self_attn_layer_norm.", ".sa_layer_norm."),
        (".fc1.", ".ffn.lin1."),
        (".fc2.", ".ffn.lin2."),
        (".final_layer_norm.", ".output_layer_norm."),
    ];

    /// <param name="weights">
    /// Names, shapes and float32 values as the model stores them; may include the projection that distillation trains in addition.
    /// </param>
    public static IReadOnlyDictionary<string, WeightTensor> From(IEnumerable<(string Name, WeightTensor Weight)> weights) =>
        weights
            .SelectMany(entry => JoinedProjections.Cut(entry.Name, entry.Weight))
            .ToDictionary(entry => Rename(entry.Name), entry => entry.Weight);

    /// <summary>The name in Hugging Face's state_dict of a weight whose joined projections are cut.</summary>
    public static string Rename(string name)
    {
        foreach ((var here, var there) in Names)
        {
            // The first two are prefixes of names, the others occur inside.
            name =
                here[0] == '.' ? name.Replace(here, there, StringComparison.Ordinal)
                : name.StartsWith(here, StringComparison.Ordinal) ? there + name[here.Length..]
                : name;
        }

        return name;
    }
}
