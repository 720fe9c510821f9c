using TransformerService.Shadow.Statistics;

namespace TransformerService.Shadow.Cascade;

/// <summary>What is calibrated for a version of the student.</summary>
/// <param name="Teacher">The teacher's version.</param>
/// <param name="Calibration">The risk and the threshold.</param>
/// <param name="JudgedTo">When the newest finding was made that counts in <paramref name="Later"/>, or that the first fit is from.</param>
/// <param name="Later">The findings after the fit that judged them, and those that differ though they would be served.</param>
internal sealed record CascadeFitOf(string Teacher, RiskCalibration Calibration, DateTimeOffset JudgedTo, DifferenceCount Later);
