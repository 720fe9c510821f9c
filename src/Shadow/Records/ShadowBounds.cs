namespace TransformerService.Shadow.Records;

/// <summary>A 95 % confidence sequence of the difference: with that chance it holds the true one at every look, so it is wider than an interval.</summary>
/// <param name="Low">Never below 0.</param>
/// <param name="High">At most 1.</param>
public sealed record ShadowBounds(double Low, double High);
