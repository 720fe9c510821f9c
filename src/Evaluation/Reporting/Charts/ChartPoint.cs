namespace TransformerService.Evaluation.Reporting.Charts;

/// <summary>A point of a chart, in the units of its axes.</summary>
public readonly record struct ChartPoint(double X, double Y)
{
    /// <summary>Whether the point can be drawn: a loss that diverged to infinity or NaN cannot.</summary>
    public bool IsFinite => double.IsFinite(X) && double.IsFinite(Y);
}
