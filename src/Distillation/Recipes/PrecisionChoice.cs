namespace TransformerService.Distillation.Recipes;

/// <summary>The precision that matrix products run in while a model is trained.</summary>
public enum PrecisionChoice
{
    /// <summary>The faster one on this machine, by a short measurement when training starts.</summary>
    Auto,

    /// <summary>32-bit floats: fast on every processor.</summary>
    Float32,

    /// <summary>16-bit floats with the exponent of float32: fast where the processor has bfloat16 products, many times slower where it has none.</summary>
    Bfloat16,
}
