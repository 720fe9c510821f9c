using static TorchSharp.torch;

namespace TransformerService.Distillation.Modeling;

/// <summary>y = x Wᵀ + b, in the store's product precision: <c>[…, inputs]</c> → <c>[…, outputs]</c>.</summary>
internal sealed class Linear(WeightStore store, string name, long inputs, long outputs)
{
    private readonly Tensor _weight = store.Matrix(name + ".weight", outputs, inputs);
    private readonly Tensor _bias = store.Bias(name + ".bias", outputs);

    public Tensor Forward(Tensor x) => nn.functional.linear(x.to(store.ProductType), _weight, _bias);
}
