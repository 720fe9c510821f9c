using static TorchSharp.torch;

namespace TransformerService.Distillation.Modeling;

/// <summary>The precisions that products run in, by their names in recipes, checkpoints and the log.</summary>
internal static class ProductTypes
{
    private const string Float32 = "float32";
    private const string Bfloat16 = "bfloat16";

    /// <summary>A precision's name.</summary>
    public static string Name(ScalarType type) => type == ScalarType.BFloat16 ? Bfloat16 : Float32;

    /// <summary>The precision of a name.</summary>
    public static ScalarType Of(string name) => name == Bfloat16 ? ScalarType.BFloat16 : ScalarType.Float32;
}
