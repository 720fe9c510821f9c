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

/// <summary>Points that belong together.</summary>
/// <param name="Name">Name in the legend.</param>
/// <param name="Color">Index of the colour and the marker, from 0; related series share it.</param>
/// <param name="Points">In the order in which a line joins them.</param>
public sealed record ChartSeries(string Name, int Color, IReadOnlyList<ChartPoint> Points)
{
    /// <summary>Whether the line is dashed.</summary>
    public bool IsDashed { get; init; }
}

/// <summary>A point of a chart, in the units of its axes.</summary>
public readonly record struct ChartPoint(double X, double Y)
{
    /// <summary>Whether the point can be drawn: a loss that diverged to infinity or NaN cannot.</summary>
    public bool IsFinite => double.IsFinite(X) && double.IsFinite(Y);
}
