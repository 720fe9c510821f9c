namespace TransformerService.Distillation.Training;

/// <summary>Linear warm-up, then the inverse square root of the step (Vaswani et al. 2017, section 5.3).</summary>
internal static class LearningRateSchedule
{
    /// <param name="step">The step about to be taken, from 1 on.</param>
    /// <param name="options">The highest rate and when it is reached.</param>
    public static double At(long step, TrainingOptions options) =>
        options.LearningRate * Math.Min((double)step / options.WarmupSteps, Math.Sqrt((double)options.WarmupSteps / step));
}
