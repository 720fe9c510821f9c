namespace TransformerService.Shadow.Records;

/// <summary>A finding as the cascade uses it.</summary>
/// <param name="Signs">The signs of the student's answer.</param>
/// <param name="Differs">Whether it differed from the teacher's.</param>
/// <param name="IsForFit">Whether it belongs to the half that the risk is fitted on, which never changes.</param>
/// <param name="At">When it was made.</param>
internal sealed record RiskFinding(double[] Signs, bool Differs, bool IsForFit, DateTimeOffset At);
