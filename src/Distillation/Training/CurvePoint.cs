namespace TransformerService.Distillation.Training;

/// <summary>A point of the learning curve.</summary>
/// <param name="Epoch">The epoch, from 1 on.</param>
/// <param name="Seconds">Training time until then.</param>
/// <param name="TrainingLoss">−ln p a token over the epoch, with dropout.</param>
/// <param name="ValidationLoss">−ln p a token on the validation pairs.</param>
public sealed record CurvePoint(int Epoch, double Seconds, double TrainingLoss, double ValidationLoss);
