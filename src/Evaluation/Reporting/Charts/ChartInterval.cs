namespace TransformerService.Evaluation.Reporting.Charts;

/// <summary>A value with its interval.</summary>
/// <param name="Name">What is measured.</param>
/// <param name="Value">In the unit of the axis.</param>
/// <param name="Low">The interval's lower end.</param>
/// <param name="High">The interval's upper end.</param>
public sealed record ChartInterval(string Name, double Value, double Low, double High);
