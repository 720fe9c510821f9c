namespace TransformerService.Distillation.Training;

/// <summary>The quality of a model on held-out examples.</summary>
/// <param name="Loss">−ln p per token or row.</param>
/// <param name="Score">
/// Accuracy (0 to 1) or BLEU (0 to 100), if it is measured; then the score decides which epoch is best, not the loss.
/// </param>
internal sealed record Validation(double Loss, double? Score);
