namespace TransformerService.Shadow.Records;

/// <summary>A mean and how sure it is.</summary>
/// <param name="Mean">In the unit of what is averaged.</param>
/// <param name="Low">Lower end of the 95 % interval; <see langword="null"/> with one sample of something that is no 0 or 1.</param>
/// <param name="High">Upper end of the 95 % interval, likewise.</param>
/// <param name="N">How many samples it rests on.</param>
public sealed record MeanEstimate(double Mean, double? Low, double? High, long N);
