using TorchSharp;

namespace TransformerService.Distillation.Modeling;

/// <summary>
/// Numbers that tensor operations take in every step, made once and kept. A number given as a plain double becomes a native object that the
/// garbage collector may free while the operation still reads it (seen as a crash after some hundred steps); these stay alive, and a
/// number that changes must be held in a <c>using</c> for as long as the call takes.
/// </summary>
internal static class Constants
{
    /// <summary>Hides a position: added to its score, or multiplied by 1 where there is nothing to see.</summary>
    public static readonly Scalar Hidden = (-1e9).ToScalar();

    /// <summary>1.</summary>
    public static readonly Scalar One = 1.ToScalar();

    /// <summary>−1.</summary>
    public static readonly Scalar MinusOne = (-1).ToScalar();

    /// <summary>A probability that is as good as none, where its logarithm is taken.</summary>
    public static readonly Scalar Tiny = 1e-30.ToScalar();
}
