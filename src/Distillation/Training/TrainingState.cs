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

    /// <summary>Seconds spent training, over all runs.</summary>
    public double Seconds { get; init; }

    /// <summary>Target tokens trained on, over all runs.</summary>
    public long Tokens { get; init; }

    /// <summary>The lowest validation loss so far, in nats a token.</summary>
    public double BestValidation { get; init; } = double.MaxValue;

    /// <summary>The epoch that had it.</summary>
    public int BestEpoch { get; init; } = -1;

    /// <summary>One point for each finished epoch.</summary>
    public IReadOnlyList<CurvePoint> Curve { get; init; } = [];
}
