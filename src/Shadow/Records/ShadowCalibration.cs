namespace TransformerService.Shadow.Records;

/// <summary>How far the student's confidence is from how often the teacher agrees.</summary>
/// <param name="ExpectedError">Expected calibration error against the teacher's labels, 0 to 1.</param>
/// <param name="N">Samples.</param>
/// <param name="Bins">Bins of the student's best score that hold samples, lowest first.</param>
public sealed record ShadowCalibration(double ExpectedError, long N, IReadOnlyList<CalibrationBin> Bins);
