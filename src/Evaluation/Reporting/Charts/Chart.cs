namespace TransformerService.Evaluation.Reporting.Charts;

/// <summary>A chart of lines, or of points if each series has one.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="XTitle">The horizontal axis, with its unit.</param>
/// <param name="YTitle">The vertical axis, with its unit.</param>
/// <param name="Series">What is drawn.</param>
public sealed record Chart(string Title, string XTitle, string YTitle, IReadOnlyList<ChartSeries> Series)
{
    /// <summary>The least span of the vertical axis.</summary>
    public double LeastSpan { get; init; }
}
