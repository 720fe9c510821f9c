using TransformerService.Models.Shadow;

namespace TransformerService.Inference.Shadow.Reporting;

/// <summary>Makes a report of totals.</summary>
public static class ReportBuilder
{
    /// <param name="hours">The totals of this pair of versions, in any order.</param>
    /// <param name="now">The time of the report.</param>
    /// <param name="runtime">The rest.</param>
    public static ShadowReport Build(IReadOnlyList<HourlyTotals> hours, DateTimeOffset now, ShadowRuntime runtime) => throw new NotImplementedException();
}
