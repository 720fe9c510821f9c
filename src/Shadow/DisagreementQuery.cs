namespace TransformerService.Shadow;

/// <summary>Which disagreements to read.</summary>
/// <param name="Since">None older.</param>
/// <param name="MinSeverity">None less severe, 0 to 1. Default 0.</param>
/// <param name="Limit">So many at most, 1 to 1,000. Default 100.</param>
/// <param name="Cursor">Where an earlier page ended.</param>
public sealed record DisagreementQuery(DateTimeOffset? Since, double? MinSeverity, int? Limit, string? Cursor);
