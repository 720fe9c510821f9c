using static TorchSharp.torch;

namespace TransformerService.Distillation.Modeling;

/// <summary>Two products with a non-linearity between them (Vaswani et al. 2017, section 3.3).</summary>
internal sealed class FeedForward(
    WeightStore store,
    string first,
    string second,
    long features,
    long inner,
    Func<Tensor, Tensor> activation,
    Dropout dropout
)
{
    private readonly Linear _first = new(store, first, features, inner);
    private readonly Linear _second = new(store, second, inner, features);

    public Tensor Forward(Tensor x) => _second.Forward(dropout.Forward(activation(_first.Forward(x))));
}
