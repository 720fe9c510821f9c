using TransformerService.Models.Shadow;

namespace TransformerService.Inference.Shadow.Statistics;

/// <summary>Whether the student's excess difference is surely below or surely above a margin, however often one looks.</summary>
public static class Verdict
{
    /// <param name="student">Samples in which student and teacher were compared.</param>
    /// <param name="noise">Samples in which the teacher was compared with itself; <see langword="null"/> where noise is taken to be zero, not measured.</param>
    /// <param name="margin">Above 0 and below 1.</param>
    public static ShadowVerdict Of(DifferenceCount student, DifferenceCount? noise, double margin) => throw new NotImplementedException();
}
