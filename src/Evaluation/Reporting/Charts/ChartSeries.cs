namespace TransformerService.Evaluation.Reporting.Charts;

/// <summary>Points that belong together.</summary>
/// <param name="Name">Name in the legend.</param>
/// <param name="Color">Index of the colour and the marker, from 0; related series share it.</param>
/// <param name="Points">In the order in which a line joins them.</param>
public sealed record ChartSeries(string Name, int Color, IReadOnlyList<ChartPoint> Points)
{
    /// <summary>Whether the line is dashed.</summary>
    public bool IsDashed { get; init; }
}
