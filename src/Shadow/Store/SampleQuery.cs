namespace TransformerService.Shadow.Store;

/// <summary>Which samples to read, the most severe first.</summary>
/// <param name="Model">Of which model.</param>
/// <param name="Since">None older than this.</param>
/// <param name="MinSeverity">None less severe.</param>
/// <param name="Limit">So many at most.</param>
/// <param name="After">Those behind this place only.</param>
internal sealed record SampleQuery(string Model, DateTimeOffset? Since, double MinSeverity, int Limit, SamplePlace? After)
{
    /// <summary>Only those whose answers differ; else the random control sample too.</summary>
    public bool DifferingOnly { get; init; } = true;
}
