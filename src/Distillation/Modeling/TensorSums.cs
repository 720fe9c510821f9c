using static TorchSharp.torch;

namespace TransformerService.Distillation.Modeling;

/// <summary>
/// Sums of tensors. TorchSharp's own operators + and − create a native object for the number 1 at each use, which may be freed while the
/// operation reads it (see <see cref="Constants"/>; seen as an exception of libtorch's "toFloat" or a crash). These pass a constant that is
/// kept.
/// </summary>
internal static class TensorSums
{
    /// <summary>a + b.</summary>
    public static Tensor Plus(this Tensor a, Tensor b) => a.add(b, Constants.One);

    /// <summary>a − b.</summary>
    public static Tensor Minus(this Tensor a, Tensor b) => a.add(b, Constants.MinusOne);

    /// <summary>a += b.</summary>
    public static Tensor Increase(this Tensor a, Tensor b) => a.add_(b, Constants.One);

    /// <summary>a −= b.</summary>
    public static Tensor Decrease(this Tensor a, Tensor b) => a.add_(b, Constants.MinusOne);

    /// <summary>a². TorchSharp's own operation creates a native number too.</summary>
    public static Tensor Squared(this Tensor a) => a.mul(a);
}
