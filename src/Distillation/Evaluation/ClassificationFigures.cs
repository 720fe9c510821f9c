using TransformerService.Evaluation.Metrics;

namespace TransformerService.Distillation.Evaluation;

/// <summary>Scores of a classifier on a set.</summary>
/// <param name="Accuracy">Of the in-scope texts, 0 to 1.</param>
/// <param name="MacroF1">Of the in-scope texts, 0 to 1.</param>
/// <param name="CalibrationError">Expected calibration error on the in-scope texts, 0 to 1.</param>
/// <param name="OutOfScopeTexts">How many of the texts fit no class.</param>
/// <param name="OutOfScope">How well those were recognised; <see langword="null"/> if there were none.</param>
internal sealed record ClassificationFigures(
    double Accuracy,
    double MacroF1,
    double CalibrationError,
    int OutOfScopeTexts,
    OutOfScopeScore? OutOfScope = null
);
