using TransformerService.Models.Shadow;

namespace TransformerService.Inference.Shadow.Rendering;

/// <summary>A report as plain text: aligned columns, no escape sequences.</summary>
public static class ShadowReportText
{
    public static string Write(ShadowReport report) => throw new NotImplementedException();
}
