namespace TransformerService.Evaluation.Reporting.Charts;

/// <summary>Points that belong together.</summary>
/// <param name="Name">What the legend calls them.</param>
/// <param name="Color">Which colour and marker they have, from 0 on; series of one thing share it.</param>
/// <param name="Points">In the order in which a line joins them.</param>
public sealed record ChartSeries(string Name, int Color, IReadOnlyList<ChartPoint> Points)
{
    /// <summary>Whether the line is dashed.</summary>
    public bool IsDashed { get; init; }
}
