using TransformerService.Distillation.Data;
using static TorchSharp.torch;

namespace TransformerService.Distillation.Training;

/// <summary>
/// Trains a task's model. Deterministic: seed, epoch and batch determine order and dropout, so a run that stops and resumes computes the
/// same
/// as an uninterrupted one.
/// </summary>
internal sealed class Trainer : IDisposable
{
    private readonly ITrainingTask _task;
    private readonly TrainingOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly Adam _adam;
    private readonly Lazy<string> _origin;

    public Trainer(ITrainingTask task, TrainingOptions options, TimeProvider timeProvider)
    {
        _task = task;
        _options = options;
        _timeProvider = timeProvider;
        _adam = new Adam(task.Weights, decay: options.WeightDecay, rateFactor: task.RateFactor);
        _origin = new Lazy<string>(() => task.Origin);
    }

    /// <summary>The optimiser, whose float32 masters are the model to export.</summary>
    public Adam Optimizer => _adam;

    /// <summary>The state of the training.</summary>
    public TrainingState State { get; private set; } = new();

    /// <summary>Whether the last epoch is done, or validation has not improved for as many epochs as the patience allows.</summary>
    public bool IsFinished => State.IsFinished(_options);

    /// <summary>Continues from a checkpoint.</summary>
    /// <exception cref="TrainingException">The checkpoint is damaged or belongs to another model.</exception>
    public void Resume(string checkpoint) => State = Checkpoint.Load(checkpoint, _origin.Value, _adam);

    /// <summary>Saves a checkpoint.</summary>
    /// <exception cref="TrainingException">The disk cannot be written.</exception>
    public void Save(string checkpoint) => Checkpoint.Save(checkpoint, _origin.Value, _task.Weights.ProductType, State, _adam);

    /// <summary>Trains until it is finished or cancelled; if cancelled, it returns after the current batch.</summary>
    /// <param name="report">Called after each batch; may save the trainer.</param>
    /// <param name="epochEnded">Called after each epoch, with its point of the curve.</param>
    /// <param name="cancellationToken">Ends the training after a batch.</param>
    /// <exception cref="TrainingException">The loss is NaN or infinite.</exception>
    public void Run(Action<TrainingProgress> report, Action<CurvePoint> epochEnded, CancellationToken cancellationToken)
    {
        while (!IsFinished)
        {
            var batches = _task.Epoch(State.Epoch);
            while (State.Batch < batches.Count)
            {
                if (cancellationToken.IsCancellationRequested)
                {
                    return;
                }

                report(Step(batches));
            }

            var validation = _task.Validate();
            var point = new CurvePoint(
                State.Epoch + 1,
                State.Seconds,
                State.EpochLoss / Math.Max(1, batches.Count),
                validation.Loss,
                validation.Score
            );
            State = State with { Epoch = State.Epoch + 1, Batch = 0, EpochLoss = 0, Curve = [.. State.Curve, point] };
            epochEnded(point);
        }
    }

    public void Dispose() => _adam.Dispose();

    private TrainingProgress Step(IReadOnlyList<Batch> batches)
    {
        var started = _timeProvider.GetTimestamp();
        using var scope = NewDisposeScope();
        (var sum, var tokens) = _task.Backward(batches[State.Batch], State.Step);
        var norm = _adam.GradientNorm();
        if (!double.IsFinite(sum) || !double.IsFinite(norm))
        {
            throw new TrainingException(
                $"The loss or its gradient is NaN or infinite at step {State.Step + 1} (loss {sum / tokens}, gradient {norm}); the weights are as before it. Lower the learning rate, or raise the warm-up."
            );
        }

        var rate = LearningRateSchedule.At(State.Step + 1, (long)_options.Epochs * batches.Count, _options);
        _adam.Update(rate, Math.Min(1, _options.ClipNorm / Math.Max(norm, 1e-12)));
        var seconds = _timeProvider.GetElapsedTime(started).TotalSeconds;
        State = State with
        {
            Step = State.Step + 1,
            Batch = State.Batch + 1,
            EpochLoss = State.EpochLoss + (sum / tokens),
            Seconds = State.Seconds + seconds,
            Tokens = State.Tokens + tokens,
        };
        var left = ((long)(_options.Epochs - State.Epoch) * batches.Count) - State.Batch;
        return new TrainingProgress(
            State,
            batches.Count,
            sum / tokens,
            rate,
            norm,
            tokens / seconds,
            TimeSpan.FromSeconds(left * State.Seconds / State.Step)
        );
    }
}
