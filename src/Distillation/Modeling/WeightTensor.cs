namespace TransformerService.Distillation.Modeling;

/// <summary>A trained weight, row by row.</summary>
/// <param name="Shape">The dimensions, outermost first.</param>
/// <param name="Values">As many values as <paramref name="Shape"/> has places.</param>
public sealed record WeightTensor(long[] Shape, float[] Values);
