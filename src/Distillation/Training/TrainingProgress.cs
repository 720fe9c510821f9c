namespace TransformerService.Distillation.Training;

/// <summary>What a training tells after each batch.</summary>
/// <param name="State">Where it stands.</param>
/// <param name="Batches">Batches of an epoch.</param>
/// <param name="Loss">The batch's −ln p a target token.</param>
/// <param name="LearningRate">The last step's.</param>
/// <param name="GradientNorm">The last step's, before clipping.</param>
/// <param name="TokensPerSecond">The batch's target tokens a second.</param>
/// <param name="TimeLeft">Until the last epoch ends, at this speed.</param>
public sealed record TrainingProgress(
    TrainingState State, int Batches, double Loss, double LearningRate, double GradientNorm, double TokensPerSecond, TimeSpan TimeLeft);
