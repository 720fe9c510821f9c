using TransformerService.Distillation.Data;
using TransformerService.Distillation.Modeling;
using static TorchSharp.torch;

namespace TransformerService.Distillation.Training;

/// <summary>
/// Trains a translation model on pairs. Deterministic: seed, epoch and batch decide order and dropout, so a run that stops and resumes
/// computes what an uninterrupted one does.
/// </summary>
internal sealed class TranslationTrainer : IDisposable
{
    private readonly TranslationTransformer _model;
    private readonly SmoothedCrossEntropy _loss;
    private readonly Adam _adam;
    private readonly TrainingOptions _options;
    private readonly IReadOnlyList<EncodedPair> _training;
    private readonly IReadOnlyList<EncodedPair> _validation;
    private readonly BucketBatcher _batcher;
    private readonly BucketBatcher _validationBatcher;
    private readonly TimeProvider _timeProvider;

    public TranslationTrainer(
        TranslationTransformer model, TrainingOptions options, IReadOnlyList<EncodedPair> training, IReadOnlyList<EncodedPair> validation, TimeProvider timeProvider)
    {
        _model = model;
        _options = options;
        _training = training;
        _validation = validation;
        _timeProvider = timeProvider;
        _loss = new SmoothedCrossEntropy(model, options.LabelSmoothing);
        _adam = new Adam(model.Weights, decay: options.WeightDecay);
        _batcher = Batcher(training, options);
        _validationBatcher = Batcher(validation, options);
    }

    /// <summary>The optimiser, whose float32 masters are the model to export.</summary>
    public Adam Optimizer => _adam;

    /// <summary>Where the training stands.</summary>
    public TrainingState State { get; private set; } = new();

    /// <summary>Goes on from a checkpoint.</summary>
    /// <exception cref="TrainingException">The checkpoint is damaged or of another model.</exception>
    public void Resume(string checkpoint) => State = Checkpoint.Load(checkpoint, _adam);

    /// <summary>Saves a checkpoint.</summary>
    /// <exception cref="TrainingException">The disk does not take it.</exception>
    public void Save(string checkpoint) => Checkpoint.Save(checkpoint, State, _adam);

    /// <summary>
    /// Trains until the last epoch, until validation has not improved for the patience, or until cancelled: then it returns at the next batch's end.
    /// </summary>
    /// <param name="report">Called after each batch; the trainer may be saved inside.</param>
    /// <param name="epochEnded">Called after each epoch, with its point of the curve.</param>
    /// <param name="cancellationToken">Ends the training after a batch.</param>
    /// <exception cref="TrainingException">The loss is no longer a number.</exception>
    public void Run(Action<TrainingProgress> report, Action<CurvePoint> epochEnded, CancellationToken cancellationToken)
    {
        while (State.Epoch < _options.Epochs && !OutOfPatience())
        {
            IReadOnlyList<Batch> batches = _batcher.Epoch(State.Epoch);
            (double epochLoss, int epochBatches) = (0, 0);
            while (State.Batch < batches.Count)
            {
                if (cancellationToken.IsCancellationRequested)
                {
                    return;
                }

                TrainingProgress progress = Step(batches);
                epochLoss += progress.Loss;
                epochBatches++;
                report(progress);
            }

            var point = new CurvePoint(State.Epoch + 1, State.Seconds, epochBatches == 0 ? 0 : epochLoss / epochBatches, Validate());
            bool best = point.ValidationLoss < State.BestValidation;
            State = State with
            {
                Epoch = State.Epoch + 1,
                Batch = 0,
                BestValidation = best ? point.ValidationLoss : State.BestValidation,
                BestEpoch = best ? State.Epoch : State.BestEpoch,
                Curve = [.. State.Curve, point],
            };
            epochEnded(point);
        }
    }

    /// <summary>−ln p a token on the validation pairs, without dropout.</summary>
    public double Validate()
    {
        (double sum, long tokens) = (0, 0);
        _model.BeginEvaluation();
        using var off = no_grad();
        foreach (Batch batch in _validationBatcher.Epoch(0))
        {
            using var scope = NewDisposeScope();
            PairTensors pairs = PairTensors.Of(batch, _validation, _model.Shape.PadTokenId);
            (double batchSum, long batchTokens) = _loss.Evaluate(_model.States(pairs.Source, pairs.Target), pairs.Labels);
            sum += batchSum;
            tokens += batchTokens;
        }

        return tokens == 0 ? 0 : sum / tokens;
    }

    public void Dispose() => _adam.Dispose();

    private TrainingProgress Step(IReadOnlyList<Batch> batches)
    {
        long started = _timeProvider.GetTimestamp();
        using var scope = NewDisposeScope();
        PairTensors pairs = PairTensors.Of(batches[State.Batch], _training, _model.Shape.PadTokenId);
        _model.BeginStep(_options.Seed, State.Step);
        (double sum, long tokens) = _loss.Backward(_model.States(pairs.Source, pairs.Target), pairs.Labels);
        double norm = _adam.GradientNorm();
        if (!double.IsFinite(sum) || !double.IsFinite(norm))
        {
            throw new TrainingException(
                $"The loss is no longer a number at step {State.Step + 1} (loss {sum / tokens}, gradient {norm}); the weights are as before it. Lower the learning rate, or raise the warm-up.");
        }

        double rate = LearningRateSchedule.At(State.Step + 1, _options);
        _adam.Update(rate, Math.Min(1, _options.ClipNorm / Math.Max(norm, 1e-12)));
        double seconds = _timeProvider.GetElapsedTime(started).TotalSeconds;
        State = State with { Step = State.Step + 1, Batch = State.Batch + 1, Seconds = State.Seconds + seconds, Tokens = State.Tokens + tokens };
        long left = ((long)(_options.Epochs - State.Epoch) * batches.Count) - State.Batch;
        return new TrainingProgress(
            State, batches.Count, sum / tokens, rate, norm, tokens / seconds, TimeSpan.FromSeconds(left * State.Seconds / State.Step));
    }

    private bool OutOfPatience() => _options.Patience > 0 && State.BestEpoch >= 0 && State.Epoch - State.BestEpoch > _options.Patience;

    private static BucketBatcher Batcher(IReadOnlyList<EncodedPair> pairs, TrainingOptions options) => new(
        [.. pairs.Select(pair => pair.Source.Length)],
        [.. pairs.Select(pair => pair.Target.Length)],
        new BucketBatcherOptions { TokenBudget = options.TokenBudget, Seed = (ulong)options.Seed });
}
