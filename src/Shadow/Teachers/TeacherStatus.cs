using TransformerService.Shadow.Records;

namespace TransformerService.Shadow.Teachers;

/// <summary>How a teacher is.</summary>
/// <param name="State">Whether it answers.</param>
/// <param name="Version">The version that answers; <see langword="null"/> while none is known.</param>
/// <param name="Detail">Why it does not, for people to read.</param>
public sealed record TeacherStatus(ShadowVariantState State, string? Version, string? Detail);
