namespace TransformerService.Distillation.Training;

/// <summary>A point of the learning curve.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Seconds">Training time until the end of the epoch.</param>
/// <param name="TrainingLoss">Loss per token or row over the epoch, with dropout.</param>
/// <param name="ValidationLoss">−ln p per token or row on the held-out examples.</param>
/// <param name="ValidationScore">Accuracy (0 to 1) or BLEU (0 to 100) on them, if it was measured.</param>
public sealed record CurvePoint(int Epoch, double Seconds, double TrainingLoss, double ValidationLoss, double? ValidationScore = null);
