using static TorchSharp.torch;

namespace TransformerService.Distillation.Modeling;

/// <summary>Layer normalisation (Ba et al. 2016, https://arxiv.org/abs/1607.06450) over the last dimension, in float32.</summary>
internal sealed class LayerNorm(WeightStore store, string name, long features, double epsilon)
{
    private readonly long[] _shape = [features];
    private readonly Tensor _weight = store.Vector(name + ".weight", features, 1);
    private readonly Tensor _bias = store.Vector(name + ".bias", features, 0);

    public Tensor Forward(Tensor x) => nn.functional.layer_norm(x, _shape, _weight, _bias, epsilon);
}
