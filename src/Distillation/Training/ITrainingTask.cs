using TransformerService.Distillation.Data;
using TransformerService.Distillation.Modeling;

namespace TransformerService.Distillation.Training;

/// <summary>What a <see cref="Trainer"/> trains: a model, its examples and its loss.</summary>
internal interface ITrainingTask
{
    /// <summary>The weights to train.</summary>
    WeightStore Weights { get; }

    /// <summary>What <see cref="Backward"/> counts, in the plural.</summary>
    string Unit { get; }

    /// <summary>Says which examples there are and how they are batched; another value is another training.</summary>
    string Origin { get; }

    /// <summary>The batches of an epoch; the same list for the same epoch.</summary>
    IReadOnlyList<Batch> Epoch(int epoch);

    /// <summary>Computes a batch's loss and adds its gradients to the weights.</summary>
    /// <param name="batch">A batch of an epoch.</param>
    /// <param name="step">The steps taken before; decides dropout.</param>
    /// <returns>The sum of the loss, and over how many tokens or rows.</returns>
    (double Loss, long Count) Backward(Batch batch, long step);

    /// <summary>How good the model is on examples held out.</summary>
    Validation Validate();
}
