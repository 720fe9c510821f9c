using static TorchSharp.torch;

namespace TransformerService.Distillation.Modeling;

/// <summary>
/// Sums of tensors. TorchSharp's own operators + and − make a number of 1 for each use, a native object that may be freed while the
/// operation reads it (see <see cref="Constants"/>; seen as an exception of libtorch's "toFloat" or a crash). These pass one that stays.
/// </summary>
internal static class TensorSums
{
    /// <summary>a + b.</summary>
    public static Tensor Plus(this Tensor a, Tensor b) => a.add(b, Constants.One);

    /// <summary>a − b.</summary>
    public static Tensor Minus(this Tensor a, Tensor b) => a.add(b, Constants.MinusOne);

    /// <summary>a becomes a + b.</summary>
    public static Tensor Increase(this Tensor a, Tensor b) => a.add_(b, Constants.One);

    /// <summary>a becomes a − b.</summary>
    public static Tensor Decrease(this Tensor a, Tensor b) => a.add_(b, Constants.MinusOne);

    /// <summary>a², which TorchSharp's own makes a number for too.</summary>
    public static Tensor Squared(this Tensor a) => a.mul(a);
}
