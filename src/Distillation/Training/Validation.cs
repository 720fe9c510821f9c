namespace TransformerService.Distillation.Training;

/// <summary>How good a model is on examples held out.</summary>
/// <param name="Loss">−ln p of a token or row.</param>
/// <param name="Score">Accuracy (0 to 1) or BLEU (0 to 100), if it is measured; then it decides which epoch is best, not the loss.</param>
internal sealed record Validation(double Loss, double? Score);
