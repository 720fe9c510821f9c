namespace TransformerService.Shadow.Records;

/// <summary>Samples whose best student score lies in one range.</summary>
/// <param name="From">The range's lower end, not in it.</param>
/// <param name="To">The range's upper end, in it.</param>
/// <param name="Confidence">Mean of the student's best score.</param>
/// <param name="Agreement">Share of the samples in which the teacher gave the same label.</param>
/// <param name="N">Samples.</param>
public sealed record CalibrationBin(double From, double To, double Confidence, double Agreement, long N);
