namespace TransformerService.Api.Contracts;

/// <summary>How far a classifier's confidence is from how often the teacher agrees.</summary>
public sealed record CalibrationBody
{
    /// <summary>Expected calibration error against the teacher's labels, 0 to 1.</summary>
    /// <example>0.02</example>
    public required double ExpectedError { get; init; }

    /// <summary>Samples.</summary>
    /// <example>1204</example>
    public required long N { get; init; }

    /// <summary>Ranges of the student's best score that hold samples, lowest first.</summary>
    public required IReadOnlyList<CalibrationBinBody> Bins { get; init; }
}
