using static TorchSharp.torch;

namespace TransformerService.Distillation.Modeling;

/// <summary>The decoder's positions attend to the encoder's states.</summary>
internal sealed class CrossAttention(WeightStore store, string name, long features, int heads)
{
    private readonly Linear _query = new(store, name + ".q_proj", features, features);
    private readonly Linear _keyValue = new(store, name + ".kv_proj", features, 2 * features);
    private readonly Linear _out = new(store, name + ".out_proj", features, features);

    /// <param name="x"><c>[batch, length, features]</c></param>
    /// <param name="states"><c>[batch, sources, features]</c></param>
    /// <param name="mask">As in <see cref="Attention.Attend"/>.</param>
    /// <param name="attentions">As in <see cref="Attention.Attend"/>.</param>
    public Tensor Forward(Tensor x, Tensor states, Tensor? mask, List<Tensor>? attentions = null)
    {
        var query = Attention.Heads(_query.Forward(x), 1, heads)[0];
        var parts = Attention.Heads(_keyValue.Forward(states), 2, heads);
        return _out.Forward(Attention.Attend(query, parts[0], parts[1], mask, causal: false, attentions));
    }
}
