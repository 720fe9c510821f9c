using static TorchSharp.torch;

namespace TransformerService.Distillation.Modeling;

/// <summary>
/// The Simpler Simple Recurrent Unit (Kim et al. 2019, https://aclanthology.org/D19-5632, section 3.1), which a decoder layer has in place
/// of self-attention: f = σ(W_f x + b_f), c = f ⊙ c₋₁ + (1 − f) ⊙ W x, output relu(c). The products run over all positions at once; only
/// the sum goes from position to position, in float32.
/// </summary>
internal sealed class Ssru(WeightStore store, string name, long features)
{
    private readonly Linear _forget = new(store, name + ".forget", features, features);
    private readonly Tensor _input = store.Matrix(name + ".input.weight", features, features);

    /// <param name="x"><c>[batch, length, features]</c></param>
    public Tensor Forward(Tensor x)
    {
        var forget = _forget.Forward(x).to(float32).sigmoid();
        var values = nn.functional.linear(x.to(store.ProductType), _input).to(float32);
        return Scan(forget, values).relu();
    }

    /// <summary>
    /// c of each position; 0 precedes the first. A position is one operation over the batch and all features. Unbind and stack, and not
    /// slices, because the gradient of a slice is as large as the whole tensor.
    /// </summary>
    /// <param name="forget"><c>[batch, length, features]</c></param>
    /// <param name="values">The same shape.</param>
    public static Tensor Scan(Tensor forget, Tensor values)
    {
        Tensor[] gates = forget.unbind(1),
            inputs = values.unbind(1);
        var states = new Tensor[gates.Length];
        var state = zeros_like(inputs[0], requires_grad: false);
        for (var position = 0; position < states.Length; position++)
        {
            // lerp(a, b, w) = a + w ⊙ (b − a)
            state = inputs[position].lerp(state, gates[position]);
            states[position] = state;
        }

        return stack(states, 1);
    }
}
