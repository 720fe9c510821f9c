using static TorchSharp.torch;

namespace TransformerService.Distillation.Modeling;

/// <summary>Positions attend to one another; query, key and value come from one product.</summary>
internal sealed class SelfAttention(WeightStore store, string name, long features, int heads)
{
    private readonly Linear _queryKeyValue = new(store, name + ".qkv_proj", features, 3 * features);
    private readonly Linear _out = new(store, name + ".out_proj", features, features);

    /// <param name="x"><c>[batch, length, features]</c></param>
    /// <param name="mask">As in <see cref="Attention.Attend"/>.</param>
    /// <param name="causal">Whether a position sees only itself and those before it.</param>
    /// <param name="attentions">Receives the attention weights <c>[batch, heads, length, length]</c>, if given.</param>
    /// <param name="projections">Receives queries, keys and values <c>[batch, heads, length, size]</c>, if given.</param>
    public Tensor Forward(Tensor x, Tensor? mask, bool causal, List<Tensor>? attentions = null, List<Tensor>? projections = null)
    {
        var parts = Attention.Heads(_queryKeyValue.Forward(x), 3, heads);
        projections?.AddRange(parts);
        return _out.Forward(Attention.Attend(parts[0], parts[1], parts[2], mask, causal, attentions));
    }
}
