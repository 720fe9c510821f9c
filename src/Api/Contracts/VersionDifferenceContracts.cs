using TransformerService.Models;

namespace TransformerService.Api.Contracts;

/// <summary>What changed between two versions of a variant, by the files beside their exports.</summary>
public sealed record VersionDifferencesBody
{
    /// <summary>The model.</summary>
    /// <example>en-fr</example>
    public required string Model { get; init; }

    /// <summary>The variant.</summary>
    /// <example>student</example>
    public required VariantRole Variant { get; init; }

    /// <summary>The version that is compared with.</summary>
    public required ComparedVersionBody From { get; init; }

    /// <summary>The version that is compared.</summary>
    public required ComparedVersionBody To { get; init; }

    /// <summary>The scores that their model cards state.</summary>
    public required IReadOnlyList<ScoreDifferenceBody> Scores { get; init; }

    /// <summary>The texts of their self-checks, with the answers that each recorded when it was made.</summary>
    public required IReadOnlyList<AnswerDifferenceBody> Answers { get; init; }
}

/// <summary>A version that is compared.</summary>
public sealed record ComparedVersionBody
{
    /// <summary>Its folder inside the model's.</summary>
    /// <example>student/2</example>
    public required string Folder { get; init; }

    /// <summary>The start of its content hash, as answers carry it; left out if its files are faulty.</summary>
    /// <example>3f2a9c01d4e7</example>
    public string? Version { get; init; }
}

/// <summary>A score that the model cards of two versions state.</summary>
public sealed record ScoreDifferenceBody
{
    /// <summary>The test set.</summary>
    /// <example>tatoeba-en-fr.test.tsv</example>
    public required string Set { get; init; }

    /// <summary>What was measured, with its unit.</summary>
    /// <example>BLEU</example>
    public required string Metric { get; init; }

    /// <summary>The score of the version that is compared with; left out if its card does not state it.</summary>
    /// <example>40.1</example>
    public double? From { get; init; }

    /// <summary>The score of the version that is compared; left out if its card does not state it.</summary>
    /// <example>41.3</example>
    public double? To { get; init; }
}

/// <summary>The answers of two versions to a text of their self-checks.</summary>
public sealed record AnswerDifferenceBody
{
    /// <summary>The text.</summary>
    /// <example>Two dogs are playing.</example>
    public required string Text { get; init; }

    /// <summary>The second text of a pair; left out for a single text.</summary>
    public string? TextPair { get; init; }

    /// <summary>The answer of the version that is compared with; left out if its self-check does not have the text.</summary>
    public RecordedAnswerBody? From { get; init; }

    /// <summary>The answer of the version that is compared; left out if its self-check does not have the text.</summary>
    public RecordedAnswerBody? To { get; init; }
}

/// <summary>An answer that a self-check recorded.</summary>
public sealed record RecordedAnswerBody
{
    /// <summary>The translation, or the best label.</summary>
    /// <example>Deux chiens jouent.</example>
    public required string Answer { get; init; }

    /// <summary>Its score.</summary>
    /// <example>-0.113</example>
    public required double Score { get; init; }
}
