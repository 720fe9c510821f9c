using TransformerService.Shadow.Records;

namespace TransformerService.Shadow.Reporting;

/// <summary>What a report needs to know beside the totals.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Student">The side that is checked.</param>
/// <param name="Teacher">The side that checks.</param>
/// <param name="Queue">The samples that wait.</param>
/// <param name="Settings">Rate, cap and margin.</param>
/// <param name="Since">When this pair of versions was first compared.</param>
/// <param name="MeasuresNoise">Whether the teacher answers a share of the samples twice; if not, its noise is taken to be zero.</param>
public sealed record ShadowRuntime(
    string Model,
    ShadowVariant Student,
    ShadowVariant Teacher,
    ShadowQueue Queue,
    ShadowSettings Settings,
    DateTimeOffset Since,
    bool MeasuresNoise = true
)
{
    /// <summary>
    /// Of a canary: the version whose calls it shares, how much more often it may differ, and how many times as long it may take.
    /// </summary>
    public (string Against, double Margin, double? MaxLatencyRatio)? Canary { get; init; }
}
