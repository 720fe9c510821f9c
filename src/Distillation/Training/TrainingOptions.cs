using System.ComponentModel.DataAnnotations;

namespace TransformerService.Distillation.Training;

/// <summary>How a model is trained.</summary>
public sealed record TrainingOptions
{
    /// <summary>Passes over the data, at least 1. Default 10.</summary>
    [Range(1, 10_000)]
    public int Epochs { get; init; } = 10;

    /// <summary>Tokens of a batch, padding included: rows × the wider side. Default 8,192.</summary>
    [Range(8, 1_048_576)]
    public int TokenBudget { get; init; } = 8_192;

    /// <summary>The highest learning rate. Default 0.001.</summary>
    [Range(1e-9, 1.0)]
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Steps until the learning rate is highest; from there it falls with the root of the step (Vaswani et al. 2017, section 5.3). Default 1,000.</summary>
    [Range(1, 1_000_000)]
    public int WarmupSteps { get; init; } = 1_000;

    /// <summary>Dropout rate, 0 to below 1. Default 0.1.</summary>
    [Range(0.0, 0.99)]
    public double Dropout { get; init; } = 0.1;

    /// <summary>Label smoothing, 0 to below 1. Default 0.1.</summary>
    [Range(0.0, 0.99)]
    public double LabelSmoothing { get; init; } = 0.1;

    /// <summary>Gradients of a larger norm are scaled down to it (Pascanu et al. 2013). Default 1.</summary>
    [Range(1e-6, 1e6)]
    public double ClipNorm { get; init; } = 1;

    /// <summary>Decoupled weight decay of matrices. Default 0.</summary>
    [Range(0.0, 1.0)]
    public double WeightDecay { get; init; }

    /// <summary>Epochs without a better validation loss after which training ends; 0 never ends it early. Default 0.</summary>
    [Range(0, 10_000)]
    public int Patience { get; init; }

    /// <summary>Decides weights, order and dropout. Default 1.</summary>
    public long Seed { get; init; } = 1;
}
