using static TorchSharp.torch;

namespace TransformerService.Distillation.Modeling;

/// <summary>Self-attention and a feed-forward network, each with dropout, residual and normalisation after it (post-norm).</summary>
internal sealed class EncoderLayer(WeightStore store, string name, TranslationShape shape, Dropout dropout)
{
    private readonly SelfAttention _attention = new(store, name + ".self_attn", shape.ModelSize, shape.Heads);
    private readonly LayerNorm _attentionNorm = new(store, name + ".self_attn_layer_norm", shape.ModelSize, 1e-5);
    private readonly FeedForward _network = new(
        store, name + ".fc1", name + ".fc2", shape.ModelSize, shape.FeedForward, x => x.relu(), dropout);
    private readonly LayerNorm _networkNorm = new(store, name + ".final_layer_norm", shape.ModelSize, 1e-5);

    /// <param name="x"><c>[batch, length, features]</c></param>
    /// <param name="mask">Hides padding.</param>
    public Tensor Forward(Tensor x, Tensor mask)
    {
        x = _attentionNorm.Forward(x + dropout.Forward(_attention.Forward(x, mask, causal: false).to(float32)));
        return _networkNorm.Forward(x + dropout.Forward(_network.Forward(x).to(float32)));
    }
}
