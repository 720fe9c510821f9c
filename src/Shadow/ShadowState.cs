using TransformerService.Shadow.Records;
using TransformerService.Shadow.Store;

namespace TransformerService.Shadow;

/// <summary>A report, and how the machinery is that made it.</summary>
/// <param name="Report">What was found.</param>
/// <param name="MaxPerSecond">Texts a second at most.</param>
/// <param name="TeacherDetail">Why the teacher does not answer; <see langword="null"/> if it does.</param>
/// <param name="Store">How the store is. While it is not available the report is of this process alone, since its start.</param>
public sealed record ShadowState(ShadowReport Report, double MaxPerSecond, string? TeacherDetail, StoreStatus Store);
