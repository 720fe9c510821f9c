using static TorchSharp.torch;

namespace TransformerService.Distillation.Modeling;

/// <summary>Self-attention and a feed-forward network, each followed by dropout, residual and normalisation (post-norm).</summary>
internal sealed class EncoderLayer(WeightStore store, string name, LayerShape shape, Dropout dropout)
{
    private readonly SelfAttention _attention = new(store, name + ".self_attn", shape.ModelSize, shape.Heads);
    private readonly LayerNorm _attentionNorm = new(store, name + ".self_attn_layer_norm", shape.ModelSize, shape.Epsilon);
    private readonly FeedForward _network = new(
        store,
        name + ".fc1",
        name + ".fc2",
        shape.ModelSize,
        shape.FeedForward,
        shape.Activation,
        dropout
    );
    private readonly LayerNorm _networkNorm = new(store, name + ".final_layer_norm", shape.ModelSize, shape.Epsilon);

    /// <param name="x"><c>[batch, length, features]</c></param>
    /// <param name="mask">Hides padding.</param>
    /// <param name="attentions">Receives the layer's attention weights <c>[batch, heads, length, length]</c>, if given.</param>
    /// <param name="projections">Receives queries, keys and values <c>[batch, heads, length, size]</c>, if given.</param>
    public Tensor Forward(Tensor x, Tensor mask, List<Tensor>? attentions = null, List<Tensor>? projections = null)
    {
        var attended = _attention.Forward(x, mask, causal: false, attentions, projections);
        x = _attentionNorm.Forward(x.Plus(dropout.Forward(attended.to(float32))));
        return _networkNorm.Forward(x.Plus(dropout.Forward(_network.Forward(x).to(float32))));
    }
}
