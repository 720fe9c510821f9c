namespace TransformerService.Distillation.Training;

/// <summary>How the learning rate decreases after the warm-up.</summary>
public enum LearningRateDecay
{
    /// <summary>With the inverse square root of the step, for a training of unknown length.</summary>
    InverseSquareRoot,

    /// <summary>Linearly to 0 at the last step: better if the length is known.</summary>
    Linear,
}
