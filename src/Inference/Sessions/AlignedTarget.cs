using System.Numerics.Tensors;

namespace TransformerService.Inference.Sessions;

/// <summary>A translation whose tokens are aligned with those of its source.</summary>
/// <param name="Tokens">Its tokens without the start token; at least one.</param>
internal sealed record AlignedTarget(int[] Tokens)
{
    /// <summary>
    /// How much of its attention each token gives to each token of the source, <c>[tokens, source tokens]</c>; set by the run.
    /// </summary>
    public float[] Attention { get; set; } = [];

    /// <summary>Whether its attention is finite.</summary>
    public bool IsFinite => float.IsFinite(TensorPrimitives.Sum<float>(Attention));

    /// <summary>The attention of a token.</summary>
    public ReadOnlyMemory<float> Of(int token)
    {
        var source = Attention.Length / Tokens.Length;
        return Attention.AsMemory(token * source, source);
    }
}
