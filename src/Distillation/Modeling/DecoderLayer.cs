using static TorchSharp.torch;

namespace TransformerService.Distillation.Modeling;

/// <summary>
/// Causal self-attention or an SSRU, attention to the encoder, and a feed-forward network, each post-norm. The first norm has the same name
/// in both types, so that a student with an SSRU can begin with the norm of a teacher with attention.
/// </summary>
internal sealed class DecoderLayer(WeightStore store, string name, LayerShape shape, DecoderType type, Dropout dropout)
{
    private readonly Func<Tensor, Tensor> _tokensBefore = TokensBefore(store, name, shape, type);
    private readonly LayerNorm _selfNorm = new(store, name + ".self_attn_layer_norm", shape.ModelSize, shape.Epsilon);
    private readonly CrossAttention _crossAttention = new(store, name + ".encoder_attn", shape.ModelSize, shape.Heads);
    private readonly LayerNorm _crossNorm = new(store, name + ".encoder_attn_layer_norm", shape.ModelSize, shape.Epsilon);
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

    /// <param name="x"><c>[batch, length, features]</c>; padding is at the end, where no real position reads it.</param>
    /// <param name="states">The encoder's states, in the precision of products.</param>
    /// <param name="sourceMask">Hides the source's padding.</param>
    /// <param name="attentions">Receives the attention to the source <c>[batch, heads, length, sources]</c>, if given.</param>
    public Tensor Forward(Tensor x, Tensor states, Tensor sourceMask, List<Tensor>? attentions = null)
    {
        x = _selfNorm.Forward(x.Plus(dropout.Forward(_tokensBefore(x).to(float32))));
        x = _crossNorm.Forward(x.Plus(dropout.Forward(_crossAttention.Forward(x, states, sourceMask, attentions).to(float32))));
        return _networkNorm.Forward(x.Plus(dropout.Forward(_network.Forward(x).to(float32))));
    }

    private static Func<Tensor, Tensor> TokensBefore(WeightStore store, string name, LayerShape shape, DecoderType type)
    {
        if (type == DecoderType.Ssru)
        {
            return new Ssru(store, name + ".ssru", shape.ModelSize).Forward;
        }

        var attention = new SelfAttention(store, name + ".self_attn", shape.ModelSize, shape.Heads);
        return x => attention.Forward(x, null, causal: true);
    }
}
