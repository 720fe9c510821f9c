using TorchSharp;
using static TorchSharp.torch;

namespace TransformerService.Distillation.Modeling;

/// <summary>Multi-head attention (Vaswani et al. 2017, section 3.2): softmax(Q Kᵀ / √size) V for each head.</summary>
internal static class Attention
{
    /// <summary>
    /// Splits features into heads: <c>[batch, length, parts × heads × size]</c> → parts of <c>[batch, heads, length, size]</c>.
    /// </summary>
    public static Tensor[] Heads(Tensor projected, int parts, int heads)
    {
        long batch = projected.shape[0],
            length = projected.shape[1],
            size = projected.shape[2] / parts / heads;
        return projected.view(batch, length, parts, heads, size).permute(2, 0, 3, 1, 4).unbind(0);
    }

    /// <summary>Attends and joins the heads again: <c>[batch, heads, length, size]</c> → <c>[batch, length, heads × size]</c>.</summary>
    /// <param name="query"><c>[batch, heads, length, size]</c></param>
    /// <param name="key"><c>[batch, heads, sources, size]</c></param>
    /// <param name="value"><c>[batch, heads, sources, size]</c></param>
    /// <param name="mask">
    /// Added to the scores, <c>[batch, 1, 1 or length, sources]</c>: 0 to attend, a large negative number not to.
    /// </param>
    /// <param name="causal">Whether a position sees only itself and those before it.</param>
    /// <param name="attentions">Receives the attention weights <c>[batch, heads, length, sources]</c>, if given.</param>
    /// <remarks>
    /// Written out as single operations: for sentences, libtorch's fused kernel is seven times slower on a CPU, backward included, because
    /// it is
    /// built for blocks of longer sequences.
    /// </remarks>
    public static Tensor Attend(Tensor query, Tensor key, Tensor value, Tensor? mask, bool causal, List<Tensor>? attentions = null)
    {
        using var scale = (1 / Math.Sqrt(query.shape[3])).ToScalar();
        var scores = query.mul(scale).matmul(key.transpose(-2, -1));
        if (mask is not null)
        {
            scores = scores.Plus(mask);
        }

        if (causal)
        {
            scores = scores.Plus(Future(query.shape[2], scores.dtype));
        }

        var weights = scores.softmax(-1);
        attentions?.Add(weights);
        var context = weights.matmul(value);
        return context.transpose(1, 2).reshape(query.shape[0], query.shape[2], query.shape[1] * query.shape[3]);
    }

    /// <summary>Hides later positions: <c>[length, length]</c>, −10⁹ above the diagonal.</summary>
    private static Tensor Future(long length, ScalarType type) => full(length, length, Constants.Hidden, type).triu(1);
}
