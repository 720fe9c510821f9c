namespace TransformerService.Shadow.Records;

/// <summary>A share of samples and how sure it is.</summary>
/// <param name="Rate">0 to 1; 0 where there are no samples.</param>
/// <param name="Low">Lower end of the 95 % interval.</param>
/// <param name="High">Upper end of the 95 % interval; 1 where there are no samples.</param>
/// <param name="N">How many samples it rests on.</param>
public sealed record RateEstimate(double Rate, double Low, double High, long N);
