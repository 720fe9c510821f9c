namespace TransformerService.Distillation.Training;

/// <summary>A point of the learning curve.</summary>
/// <param name="Epoch">The epoch, from 1 on.</param>
/// <param name="Seconds">Training time until then.</param>
/// <param name="TrainingLoss">The loss a token or row over the epoch, with dropout.</param>
/// <param name="ValidationLoss">−ln p a token or row on the examples held out.</param>
/// <param name="ValidationScore">Accuracy (0 to 1) or BLEU (0 to 100) on them, if it was measured.</param>
public sealed record CurvePoint(int Epoch, double Seconds, double TrainingLoss, double ValidationLoss, double? ValidationScore = null);
