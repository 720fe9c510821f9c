using TransformerService.Models.Shadow;

namespace TransformerService.Inference.Shadow.Rendering;

/// <summary>A report as one HTML page that needs nothing else: no script, no font, no picture from elsewhere.</summary>
public static class ShadowReportHtml
{
    /// <param name="report">What to show.</param>
    /// <param name="examples">Disagreements to show below it, worst first; those without text show their lengths.</param>
    public static string Write(ShadowReport report, IReadOnlyList<Disagreement> examples) => throw new NotImplementedException();
}
