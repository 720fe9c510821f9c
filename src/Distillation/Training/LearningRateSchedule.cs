namespace TransformerService.Distillation.Training;

/// <summary>Linear warm-up, then the inverse square root of the step (Vaswani et al. 2017, section 5.3) or linear decay to 0.</summary>
internal static class LearningRateSchedule
{
    /// <param name="step">The step about to be taken, from 1.</param>
    /// <param name="steps">The last step of the whole training; used only by linear decay.</param>
    /// <param name="options">The highest rate, when it is reached, and how it decreases.</param>
    public static double At(long step, long steps, TrainingOptions options)
    {
        if (step <= options.WarmupSteps)
        {
            return options.LearningRate * step / options.WarmupSteps;
        }

        return options.LearningRate
            * (
                options.Decay == LearningRateDecay.Linear
                    ? Math.Max(0, steps - step + 1) / (double)Math.Max(1, steps - options.WarmupSteps)
                    : Math.Sqrt((double)options.WarmupSteps / step)
            );
    }
}
