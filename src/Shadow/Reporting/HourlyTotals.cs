namespace TransformerService.Shadow.Reporting;

/// <summary>The totals of one hour; several may have the same hour, e.g. from several processes.</summary>
/// <param name="Hour">The start of the hour, UTC.</param>
/// <param name="Totals">What was counted in it.</param>
public sealed record HourlyTotals(DateTimeOffset Hour, ShadowTotals Totals);
