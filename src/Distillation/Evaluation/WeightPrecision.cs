namespace TransformerService.Distillation.Evaluation;

/// <summary>The number format that a variant computes with.</summary>
internal enum WeightPrecision
{
    /// <summary>32-bit floating point throughout.</summary>
    Float32,

    /// <summary>Matrix products of 8-bit integers.</summary>
    Int8,
}
