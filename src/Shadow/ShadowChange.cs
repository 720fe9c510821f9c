namespace TransformerService.Shadow;

/// <summary>What an operator changes in a model's shadow while the server runs; what is left out stays.</summary>
/// <param name="SampleRate">Share of the requests that the teacher answers too, 0 to 1.</param>
/// <param name="MaxPerSecond">Texts a second at most, above 0 to 1,000,000.</param>
/// <param name="Margin">The rate of disagreement up to which the student holds, above 0 and below 1.</param>
public sealed record ShadowChange(double? SampleRate, double? MaxPerSecond, double? Margin);
