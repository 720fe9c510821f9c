namespace TransformerService.Client;

/// <summary>A text to which student and teacher gave different answers.</summary>
public sealed record Disagreement
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>When it was compared.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

    /// <summary>The student's version that answered.</summary>
    public required string StudentVersion { get; init; }

    /// <summary>The teacher's version that answered.</summary>
    public required string TeacherVersion { get; init; }

    /// <summary>How severe the difference is, 0 to 1.</summary>
    public required double Severity { get; init; }

    /// <summary>The metrics by name.</summary>
    public required IReadOnlyDictionary<string, double> Metrics { get; init; }

    /// <summary>The slices that the text belongs to.</summary>
    public required IReadOnlyList<string> Slices { get; init; }

    /// <summary>The text that was asked about.</summary>
    public required KeptText Source { get; init; }

    /// <summary>The second text of a pair.</summary>
    public KeptText? Pair { get; init; }

    /// <summary>The student's answer; a classifier's is its best label.</summary>
    public required KeptText Student { get; init; }

    /// <summary>The teacher's answer.</summary>
    public required KeptText Teacher { get; init; }
}

/// <summary>The stored form of a text.</summary>
public sealed record KeptText
{
    /// <summary>Its length in code points.</summary>
    public required int Length { get; init; }

    /// <summary>A keyed hash: equal texts have equal hashes.</summary>
    public required string Hash { get; init; }

    /// <summary>The score that an answer came with; left out for a question.</summary>
    public double? Score { get; init; }

    /// <summary>
    /// The text without e-mail addresses, phone, card and IBAN numbers; left out unless Shadow:StoreText is on and the call has an admin's
    /// key.
    /// </summary>
    public string? Text { get; init; }
}

/// <summary>Which disagreements to list.</summary>
public sealed record DisagreementQuery
{
    /// <summary>Leaves out older ones.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Leaves out less severe ones, 0 to 1. Default: 0.</summary>
    public double? MinSeverity { get; init; }

    /// <summary>The most disagreements to return, 1 to 1,000. Default: 100.</summary>
    public int? Limit { get; init; }

    /// <summary>The <see cref="DisagreementPage.NextCursor"/> of an earlier page.</summary>
    public string? Cursor { get; init; }
}

/// <summary>Disagreements, the most severe first.</summary>
public sealed record DisagreementPage
{
    /// <summary>The disagreements.</summary>
    public required IReadOnlyList<Disagreement> Items { get; init; }

    /// <summary>The cursor of what follows; <see langword="null"/> at the end. Over gRPC a full last page has one, too.</summary>
    public string? NextCursor { get; init; }
}

/// <summary>A disagreement as training data.</summary>
public sealed record TrainingExample
{
    /// <summary>The text that was asked about.</summary>
    public required string Source { get; init; }

    /// <summary>The second text of a pair.</summary>
    public string? Pair { get; init; }

    /// <summary>The teacher's answer.</summary>
    public required string Target { get; init; }

    /// <summary>The student's answer.</summary>
    public required string Student { get; init; }

    /// <summary>How severe the difference is, 0 to 1.</summary>
    public required double Severity { get; init; }

    /// <summary>How much the example counts in training.</summary>
    public required double Weight { get; init; }

    /// <summary>severe or control.</summary>
    public required string Sample { get; init; }

    /// <summary>The chance that a compared text was included.</summary>
    public required double Probability { get; init; }
}
