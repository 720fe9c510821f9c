using System.ComponentModel.DataAnnotations;
using TransformerService.Distillation.Data;

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

    /// <summary>
    /// Widths of batches are multiples of this, 1 to 128. Small values pad less; large values make fewer different shapes. Default 4: on
    /// everyday
    /// sentences, a fifth fewer positions to compute than with 8.
    /// </summary>
    [Range(1, 128)]
    public int WidthMultiple { get; init; } = 4;

    /// <summary>The highest learning rate. Default 0.001.</summary>
    [Range(1e-9, 1.0)]
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Steps until the learning rate is highest. Default 1,000.</summary>
    [Range(1, 1_000_000)]
    public int WarmupSteps { get; init; } = 1_000;

    /// <summary>
    /// Factor of a classifier's learning rate from layer to layer: the head has the whole rate, the last layer this share of it, the one
    /// below again this share of that, down to the embeddings (Howard and Ruder 2018, https://arxiv.org/abs/1801.06146). 0.1 to 1. Default
    /// 1.
    /// </summary>
    [Range(0.1, 1.0)]
    public double LayerDecay { get; init; } = 1;

    /// <summary>How the learning rate decreases after the warm-up. Default inverse square root.</summary>
    public LearningRateDecay Decay { get; init; } = LearningRateDecay.InverseSquareRoot;

    /// <summary>Dropout rate, 0 to below 1. Default 0.1.</summary>
    [Range(0.0, 0.99)]
    public double Dropout { get; init; } = 0.1;

    /// <summary>
    /// Share of a classifier's tokens that are masked in each step, 0 to below 1 (word dropout, Iyyer et al. 2015,
    /// https://aclanthology.org/P15-1162). Default 0.
    /// </summary>
    [Range(0.0, 0.99)]
    public double TokenDropout { get; init; }

    /// <summary>Label smoothing, 0 to below 1. Default 0.1.</summary>
    [Range(0.0, 0.99)]
    public double LabelSmoothing { get; init; } = 0.1;

    /// <summary>
    /// A translation model's weight of guided alignment in the loss (Chen et al. 2016, https://aclanthology.org/2016.amta-researchers.10),
    /// 0 to 1: the first head of the last decoder layer learns word alignments of the pairs, such as with 0.05. 0 leaves it out. Default 0.
    /// </summary>
    [Range(0.0, 1.0)]
    public double Alignment { get; init; }

    /// <summary>Gradients of a larger norm are scaled down to it (Pascanu et al. 2013). Default 1.</summary>
    [Range(1e-6, 1e6)]
    public double ClipNorm { get; init; } = 1;

    /// <summary>Decoupled weight decay of matrices. Default 0.</summary>
    [Range(0.0, 1.0)]
    public double WeightDecay { get; init; }

    /// <summary>
    /// Number of epochs without a better validation score, or loss if no score is measured, after which training ends; 0 never ends it
    /// early. Default 0.
    /// </summary>
    [Range(0, 10_000)]
    public int Patience { get; init; }

    /// <summary>
    /// Number of best-validated epochs whose weights are averaged into the model (checkpoint averaging, Vaswani et al. 2017,
    /// section 6.1); 1 uses only the best epoch. Default 1.
    /// </summary>
    [Range(1, 100)]
    public int AverageCheckpoints { get; init; } = 1;

    /// <summary>Decides weights, order and dropout. Default 1.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>How batches are formed.</summary>
    /// <param name="maxPositions">The longest sequence that the model has positions for.</param>
    internal BucketBatcherOptions Batches(int maxPositions) =>
        new()
        {
            TokenBudget = TokenBudget,
            Widths = BucketWidths.MultiplesOf(WidthMultiple, maxPositions),
            Seed = (ulong)Seed,
        };
}
