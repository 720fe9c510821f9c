namespace TransformerService.Distillation.Evaluation;

/// <summary>A point of a learning curve, as the trainer writes it.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Seconds">Training time until the end of the epoch.</param>
/// <param name="TrainingLoss">Mean loss over the epoch's training, in nats.</param>
/// <param name="ValidationLoss">Mean loss on the validation set, in nats.</param>
/// <param name="ValidationScore">Score on the validation set, if it was measured.</param>
internal sealed record LearningCurvePoint(
    int Epoch,
    double Seconds,
    double TrainingLoss,
    double ValidationLoss,
    double? ValidationScore = null
);
