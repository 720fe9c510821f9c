namespace TransformerService.Distillation.Training;

/// <summary>Where a training stands; with weights and moments, all that it needs to go on as if it had never stopped.</summary>
public sealed record TrainingState
{
    /// <summary>Optimiser steps taken.</summary>
    public long Step { get; init; }

    /// <summary>The epoch under way, from 0 on.</summary>
    public int Epoch { get; init; }

    /// <summary>Batches of it that are done.</summary>
    public int Batch { get; init; }

    /// <summary>The loss summed over those batches' means.</summary>
    public double EpochLoss { get; init; }

    /// <summary>Seconds spent training, over all runs.</summary>
    public double Seconds { get; init; }

    /// <summary>Target tokens, or rows of a classifier, trained on, over all runs.</summary>
    public long Tokens { get; init; }

    /// <summary>One point for each finished epoch.</summary>
    public IReadOnlyList<CurvePoint> Curve { get; init; } = [];

    /// <summary>Whether the last epoch is done, or validation has not improved for the patience.</summary>
    public bool IsFinished(TrainingOptions options) =>
        Epoch >= options.Epochs || (options.Patience > 0 && BestEpochs(1) is [var best] && Epoch - best >= options.Patience);

    /// <summary>The best epochs so far, the best first: by score where it was measured, else by loss.</summary>
    /// <param name="count">Most epochs wanted.</param>
    public IReadOnlyList<int> BestEpochs(int count)
    {
        IEnumerable<CurvePoint> scored = Curve.Where(point => point.ValidationScore is not null);
        IEnumerable<CurvePoint> best = scored.Any()
            ? scored.OrderByDescending(point => point.ValidationScore)
            : Curve.OrderBy(point => point.ValidationLoss);
        return [.. best.Take(count).Select(point => point.Epoch)];
    }
}
