using TransformerService.Shadow.Records;

namespace TransformerService.Shadow.Replay;

/// <summary>What a replay found.</summary>
/// <param name="Report">The report, as of live traffic.</param>
/// <param name="Worst">The most severe disagreements, worst first, with their texts.</param>
public sealed record ReplayResult(ShadowReport Report, IReadOnlyList<Disagreement> Worst);
