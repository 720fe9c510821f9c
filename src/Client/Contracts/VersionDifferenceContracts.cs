namespace TransformerService.Client;

/// <summary>What changed between two versions of a variant, by the files beside their exports.</summary>
public sealed record VersionDifferences
{
    /// <summary>The model.</summary>
    public required string Model { get; init; }

    /// <summary>The variant.</summary>
    public required VariantRole Variant { get; init; }

    /// <summary>The version that is compared with.</summary>
    public required ComparedVersion From { get; init; }

    /// <summary>The version that is compared.</summary>
    public required ComparedVersion To { get; init; }

    /// <summary>The scores that their model cards state.</summary>
    public required IReadOnlyList<ScoreDifference> Scores { get; init; }

    /// <summary>The texts of their self-checks, with the answers that each recorded when it was made.</summary>
    public required IReadOnlyList<AnswerDifference> Answers { get; init; }
}

/// <summary>A version that is compared.</summary>
public sealed record ComparedVersion
{
    /// <summary>Its folder inside the model's.</summary>
    public required string Folder { get; init; }

    /// <summary>The start of its content hash, as answers carry it; left out if its files are faulty.</summary>
    public string? Version { get; init; }
}

/// <summary>A score that the model cards of two versions state.</summary>
public sealed record ScoreDifference
{
    /// <summary>The test set.</summary>
    public required string Set { get; init; }

    /// <summary>What was measured, with its unit.</summary>
    public required string Metric { get; init; }

    /// <summary>The score of the version that is compared with; left out if its card does not state it.</summary>
    public double? From { get; init; }

    /// <summary>The score of the version that is compared; left out if its card does not state it.</summary>
    public double? To { get; init; }
}

/// <summary>The answers of two versions to a text of their self-checks.</summary>
public sealed record AnswerDifference
{
    /// <summary>The text.</summary>
    public required string Text { get; init; }

    /// <summary>The second text of a pair; left out for a single text.</summary>
    public string? TextPair { get; init; }

    /// <summary>The answer of the version that is compared with; left out if its self-check does not have the text.</summary>
    public RecordedAnswer? From { get; init; }

    /// <summary>The answer of the version that is compared; left out if its self-check does not have the text.</summary>
    public RecordedAnswer? To { get; init; }
}

/// <summary>An answer that a self-check recorded.</summary>
public sealed record RecordedAnswer
{
    /// <summary>The translation, or the best label.</summary>
    public required string Answer { get; init; }

    /// <summary>Its score.</summary>
    public required double Score { get; init; }
}
