namespace TransformerService.Distillation.Training;

/// <summary>What a training tells while it runs.</summary>
/// <param name="State">Where it stands.</param>
/// <param name="Batches">Batches of an epoch.</param>
/// <param name="Loss">−ln p a target token since the last report.</param>
/// <param name="LearningRate">The last step's.</param>
/// <param name="GradientNorm">The last step's, before clipping.</param>
/// <param name="TokensPerSecond">Target tokens a second since the last report.</param>
/// <param name="TimeLeft">Until the last epoch ends, at this speed.</param>
public sealed record TrainingProgress(
    TrainingState State, int Batches, double Loss, double LearningRate, double GradientNorm, double TokensPerSecond, TimeSpan TimeLeft);
