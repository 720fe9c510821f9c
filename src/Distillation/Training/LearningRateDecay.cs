namespace TransformerService.Distillation.Training;

/// <summary>How the learning rate falls after the warm-up.</summary>
public enum LearningRateDecay
{
    /// <summary>With the root of the step, for a training whose length is open.</summary>
    InverseSquareRoot,

    /// <summary>In a straight line to 0 at the last step: better where the length is known.</summary>
    Linear,
}
