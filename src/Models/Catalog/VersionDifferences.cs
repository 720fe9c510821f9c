namespace TransformerService.Models.Catalog;

/// <summary>What changed between two versions of a variant, by the files that their makers left beside them.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Variant">The variant.</param>
/// <param name="From">The version that is compared with.</param>
/// <param name="To">The version that is compared.</param>
/// <param name="Scores">What their model cards state.</param>
/// <param name="Answers">The texts of their self-checks, with the answers that each recorded.</param>
public sealed record VersionDifferences(
    string Model,
    VariantRole Variant,
    ComparedVersion From,
    ComparedVersion To,
    IReadOnlyList<ScoreDifference> Scores,
    IReadOnlyList<AnswerDifference> Answers
);

/// <summary>A version that is compared.</summary>
/// <param name="Folder">Its folder inside the model's.</param>
/// <param name="Version">The start of its content hash; <see langword="null"/> if its files are faulty.</param>
public sealed record ComparedVersion(string Folder, string? Version);

/// <summary>A score of both versions.</summary>
/// <param name="Set">The test set.</param>
/// <param name="Metric">What was measured, with its unit.</param>
/// <param name="From">The score of the version that is compared with; <see langword="null"/> if its card does not state it.</param>
/// <param name="To">The score of the version that is compared, likewise.</param>
public sealed record ScoreDifference(string Set, string Metric, double? From, double? To);

/// <summary>The answers of both versions to a text.</summary>
/// <param name="Text">The text.</param>
/// <param name="TextPair">The second text of a pair.</param>
/// <param name="From">The answer of the version that is compared with; <see langword="null"/> if its self-check has not the text.</param>
/// <param name="To">The answer of the version that is compared, likewise.</param>
public sealed record AnswerDifference(string Text, string? TextPair, RecordedAnswer? From, RecordedAnswer? To);

/// <summary>An answer that a self-check recorded.</summary>
/// <param name="Answer">The translation, or the best label.</param>
/// <param name="Score">Its score.</param>
public sealed record RecordedAnswer(string Answer, double Score);
