namespace TransformerService.Distillation.Training;

/// <summary>The progress of a training after each batch.</summary>
/// <param name="State">The state of the training.</param>
/// <param name="Batches">Batches of an epoch.</param>
/// <param name="Loss">−ln p per target token of the batch.</param>
/// <param name="LearningRate">Learning rate of the last step.</param>
/// <param name="GradientNorm">Gradient norm of the last step, before clipping.</param>
/// <param name="TokensPerSecond">Target tokens of the batch per second.</param>
/// <param name="TimeLeft">Time until the last epoch ends, at this speed.</param>
public sealed record TrainingProgress(
    TrainingState State,
    int Batches,
    double Loss,
    double LearningRate,
    double GradientNorm,
    double TokensPerSecond,
    TimeSpan TimeLeft
);
