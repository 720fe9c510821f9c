namespace TransformerService.Distillation.Recipes;

/// <summary>The precision that matrix products run in while a model is trained.</summary>
public enum PrecisionChoice
{
    /// <summary>The faster one on this machine, according to a short measurement when training starts.</summary>
    Auto,

    /// <summary>32-bit floats: fast on every processor.</summary>
    Float32,

    /// <summary>
    /// 16-bit floats with the exponent of float32: fast if the processor has bfloat16 products, otherwise many times slower.
    /// </summary>
    Bfloat16,
}
