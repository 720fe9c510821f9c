namespace TransformerService.Shadow.Records;

/// <summary>What an operator may change while the server runs.</summary>
/// <param name="SampleRate">Share of the requests that the teacher answers too, 0 to 1.</param>
/// <param name="MaxPerSecond">The most samples in a second.</param>
/// <param name="Margin">How much the student may differ from the teacher beyond the teacher's own noise, above 0 and below 1.</param>
public sealed record ShadowSettings(double SampleRate, double MaxPerSecond, double Margin);
