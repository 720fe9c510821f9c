using TransformerService.Shadow.Records;
using TransformerService.Shadow.Store;

namespace TransformerService.Shadow;

/// <summary>A report, and the state of what made it.</summary>
/// <param name="Report">The report.</param>
/// <param name="MaxPerSecond">Texts a second at most.</param>
/// <param name="TeacherDetail">Why the teacher does not answer; <see langword="null"/> if it does.</param>
/// <param name="Store">The state of the store. While it is not available the report covers this process alone, since its start.</param>
public sealed record ShadowStatus(ShadowReport Report, double MaxPerSecond, string? TeacherDetail, StoreStatus Store)
{
    /// <summary>Whether the report covers all processes that share the store.</summary>
    public bool IsComplete { get; init; }
}
