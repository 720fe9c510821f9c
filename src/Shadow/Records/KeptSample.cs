namespace TransformerService.Shadow.Records;

/// <summary>
/// One compared text that was kept: because the answers differ, or because it belongs to the random control sample (then they may be
/// equal).
/// </summary>
/// <param name="Id">Its id, sortable by time.</param>
/// <param name="At">When it was compared.</param>
/// <param name="Model">The model's name.</param>
/// <param name="StudentVersion">The student's version that answered.</param>
/// <param name="TeacherVersion">The teacher's version that answered.</param>
/// <param name="Differs">Whether the answers count as different.</param>
/// <param name="Severity">How severe the difference is, 0 to 1.</param>
/// <param name="ControlProbability">
/// The chance that a compared text had of being in the control sample, if this one is; otherwise <see langword="null"/>.
/// </param>
/// <param name="Metrics">The metrics by name.</param>
/// <param name="Slices">The slices that the text belongs to.</param>
/// <param name="Source">The text that was asked about.</param>
/// <param name="Student">The student's answer.</param>
/// <param name="Teacher">The teacher's answer.</param>
public sealed record KeptSample(
    string Id,
    DateTimeOffset At,
    string Model,
    string StudentVersion,
    string TeacherVersion,
    bool Differs,
    double Severity,
    double? ControlProbability,
    IReadOnlyDictionary<string, double> Metrics,
    IReadOnlyList<string> Slices,
    KeptText Source,
    KeptText Student,
    KeptText Teacher
)
{
    /// <summary>The second text of a pair, where there is one.</summary>
    public KeptText? Pair { get; init; }
}

/// <summary>The stored form of a text.</summary>
/// <param name="Length">In code points.</param>
/// <param name="Hash">Keyed hash in hex: equal texts have equal hashes, and without the key the text cannot be recovered from it.</param>
/// <param name="Score">The score that an answer came with; <see langword="null"/> for a question.</param>
/// <param name="Text">The text, redacted, if the operator allowed that it be kept. A classifier's answer is its best label.</param>
public sealed record KeptText(int Length, string Hash, double? Score = null, string? Text = null);
