using TransformerService.Shadow.Sampling;

namespace TransformerService.Shadow.Teachers;

/// <summary>What the teacher said of some samples.</summary>
/// <param name="Version">The version that answered.</param>
/// <param name="Answers">One a sample, in their order.</param>
internal sealed record TeacherAnswers(string Version, IReadOnlyList<SampleAnswer> Answers);
