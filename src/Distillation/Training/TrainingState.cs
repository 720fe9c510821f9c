namespace TransformerService.Distillation.Training;

/// <summary>
/// The state of a training; together with weights and moments, it is enough to continue as if the training had never stopped.
/// </summary>
public sealed record TrainingState
{
    /// <summary>Optimiser steps taken.</summary>
    public long Step { get; init; }

    /// <summary>The current epoch, from 0.</summary>
    public int Epoch { get; init; }

    /// <summary>Number of its batches that are done.</summary>
    public int Batch { get; init; }

    /// <summary>Sum of those batches' mean losses.</summary>
    public double EpochLoss { get; init; }

    /// <summary>Seconds spent training, over all runs.</summary>
    public double Seconds { get; init; }

    /// <summary>Target tokens, or rows of a classifier, trained on, over all runs.</summary>
    public long Tokens { get; init; }

    /// <summary>One point for each finished epoch.</summary>
    public IReadOnlyList<CurvePoint> Curve { get; init; } = [];

    /// <summary>Whether the last epoch is done, or validation has not improved for as many epochs as the patience allows.</summary>
    public bool IsFinished(TrainingOptions options) =>
        Epoch >= options.Epochs || (options.Patience > 0 && BestEpochs(1) is [var best] && Epoch - best >= options.Patience);

    /// <summary>The best epochs so far, the best first: by score if it was measured, otherwise by loss.</summary>
    /// <param name="count">The greatest number of epochs to return.</param>
    public IReadOnlyList<int> BestEpochs(int count)
    {
        var scored = Curve.Where(point => point.ValidationScore is not null);
        IEnumerable<CurvePoint> best = scored.Any()
            ? scored.OrderByDescending(point => point.ValidationScore)
            : Curve.OrderBy(point => point.ValidationLoss);
        return [.. best.Take(count).Select(point => point.Epoch)];
    }
}
