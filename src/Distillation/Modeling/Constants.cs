using TorchSharp;

namespace TransformerService.Distillation.Modeling;

/// <summary>
/// Numbers that tensor operations need in every step, created once and kept. A number passed as a plain double becomes a native object that
/// the garbage collector may free while the operation still reads it (seen as a crash after some hundred steps). These stay alive. A
/// number that changes must be held in a <c>using</c> for the duration of the call.
/// </summary>
internal static class Constants
{
    /// <summary>Hides a position: added to its score, or multiplied by a mask that is 1 at hidden positions.</summary>
    public static readonly Scalar Hidden = (-1e9).ToScalar();

    /// <summary>1.</summary>
    public static readonly Scalar One = 1.ToScalar();

    /// <summary>−1.</summary>
    public static readonly Scalar MinusOne = (-1).ToScalar();

    /// <summary>Lower bound of a probability before its logarithm is taken.</summary>
    public static readonly Scalar Tiny = 1e-30.ToScalar();
}
