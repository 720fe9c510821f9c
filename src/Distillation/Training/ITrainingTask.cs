using TransformerService.Distillation.Data;
using TransformerService.Distillation.Modeling;

namespace TransformerService.Distillation.Training;

/// <summary>The task of a <see cref="Trainer"/>: a model, its examples and its loss.</summary>
internal interface ITrainingTask
{
    /// <summary>The weights to train.</summary>
    WeightStore Weights { get; }

    /// <summary>The unit that <see cref="Backward"/> counts, in the plural.</summary>
    string Unit { get; }

    /// <summary>Identifies the examples and how they are batched; a different value means a different training.</summary>
    string Origin { get; }

    /// <summary>The factor of the learning rate for the weight with a name.</summary>
    double RateFactor(string weight) => 1;

    /// <summary>The batches of an epoch; the same list for the same epoch.</summary>
    IReadOnlyList<Batch> Epoch(int epoch);

    /// <summary>Computes a batch's loss and adds its gradients to the weights.</summary>
    /// <param name="batch">A batch of an epoch.</param>
    /// <param name="step">Number of steps taken before; determines dropout.</param>
    /// <returns>The sum of the loss, and the number of tokens or rows that it is over.</returns>
    (double Loss, long Count) Backward(Batch batch, long step);

    /// <summary>Measures the model on held-out examples.</summary>
    Validation Validate();
}
