using System.Globalization;
using System.Text.Json;
using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Training;
using static TorchSharp.torch;

namespace TransformerService.Distillation.Pipeline;

/// <summary>
/// One training on disk: continues from its checkpoint, saves it, keeps the best weights and the learning curve, and logs its progress.
/// </summary>
/// <param name="name">Its name in the log and the curve.</param>
/// <param name="folder">The folder of its files.</param>
/// <param name="options">How it trains.</param>
/// <param name="log">Receives its progress.</param>
internal sealed class TrainingRun(string name, string folder, TrainingOptions options, TextWriter log)
{
    private static readonly TimeSpan SaveEvery = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan ReportEvery = TimeSpan.FromSeconds(10);
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private readonly WeightSnapshots _snapshots = new(Path.Combine(folder, "weights"));

    /// <summary>Its name in the log.</summary>
    public string Name => name;

    /// <summary>The precision that its checkpoint was trained in; <see langword="null"/> if there is no checkpoint.</summary>
    /// <exception cref="TrainingException">The checkpoint is damaged.</exception>
    public ScalarType? TrainedIn => File.Exists(CheckpointFile) ? Checkpoint.ProductTypeOf(CheckpointFile) : null;

    private string CheckpointFile => Path.Combine(folder, "checkpoint.bin");

    /// <summary>Returns the result of an earlier run that finished.</summary>
    /// <exception cref="TrainingException">No run finished, or its files are damaged.</exception>
    public TrainedModel Finished()
    {
        var state = File.Exists(CheckpointFile) ? Checkpoint.StateOf(CheckpointFile) : null;
        return state is not null && state.IsFinished(options) && Average(state) is { } weights
            ? new TrainedModel(weights, state, IsFinished: true)
            : throw new TrainingException($"The training of the {name} in {folder} is not finished: train it first, with --stages.");
    }

    /// <summary>Trains, from the start or from a checkpoint, until the end or until cancelled.</summary>
    /// <param name="task">What to train.</param>
    /// <param name="initial">Returns the initial values of a weight, or <see langword="null"/> for random ones.</param>
    /// <param name="cancellationToken">Saves and stops.</param>
    /// <exception cref="TrainingException">The loss is NaN or infinite, a checkpoint is damaged, or the disk cannot be written.</exception>
    public TrainedModel Train(ITrainingTask task, Func<string, float[]?>? initial, CancellationToken cancellationToken)
    {
        using var trainer = new Trainer(task, options, TimeProvider.System);
        if (TrainedIn is { } before)
        {
            trainer.Resume(CheckpointFile);
            log.WriteLine($"{name}: going on at epoch {trainer.State.Epoch + 1}, batch {trainer.State.Batch}.");
            if (before != task.Weights.ProductType && !trainer.IsFinished)
            {
                log.WriteLine(
                    $"{name}: resumed with {ProductTypes.Name(task.Weights.ProductType)} products; the checkpoint was trained with {ProductTypes.Name(before)}: losses will differ slightly."
                );
            }
        }
        else if (initial is not null)
        {
            trainer.Optimizer.Initialize(initial);
        }

        log.WriteLine($"{name}: {trainer.Optimizer.State.Sum(slot => (long)slot.Master.Length) / 1e6:0.00} million weights.");
        var reported = trainer.State;
        (var lastSave, double loss) = (trainer.State.Seconds, 0);
        try
        {
            trainer.Run(Report, EpochEnded, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Cancelled during a validation, which the next run repeats.
        }

        if (!trainer.IsFinished || !File.Exists(CheckpointFile))
        {
            trainer.Save(CheckpointFile);
        }

        var weights = Average(trainer.State) ?? trainer.Optimizer.Masters();
        log.WriteLine(trainer.IsFinished ? $"{name}: trained." : $"{name}: stopped and saved; run again to continue.");
        return new TrainedModel(weights, trainer.State, trainer.IsFinished);

        void Report(TrainingProgress progress)
        {
            loss += progress.Loss;
            var seconds = progress.State.Seconds - reported.Seconds;
            if (seconds >= ReportEvery.TotalSeconds)
            {
                log.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{name}: epoch {progress.State.Epoch + 1} batch {progress.State.Batch}/{progress.Batches}  loss {loss / (progress.State.Step - reported.Step):0.000}  {(progress.State.Tokens - reported.Tokens) / seconds:0} {task.Unit}/s  rate {progress.LearningRate:0.00000}  norm {progress.GradientNorm:0.00}  left {progress.TimeLeft:d\\.hh\\:mm\\:ss}"
                    )
                );
                (reported, loss) = (progress.State, 0);
            }

            if (progress.State.Seconds - lastSave >= SaveEvery.TotalSeconds)
            {
                trainer.Save(CheckpointFile);
                lastSave = progress.State.Seconds;
            }
        }

        void EpochEnded(CurvePoint point)
        {
            log.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{name}: epoch {point.Epoch} done after {point.Seconds:0} s: training loss {point.TrainingLoss:0.000}, validation loss {point.ValidationLoss:0.000}, score {point.ValidationScore:0.0000}"
                )
            );
            _snapshots.Keep(point.Epoch, trainer.Optimizer.Masters(), trainer.State.BestEpochs(options.AverageCheckpoints));
            trainer.Save(CheckpointFile);
            lastSave = trainer.State.Seconds;
            File.WriteAllText(
                Path.Combine(folder, "curve.json"),
                JsonSerializer.Serialize(new { name, points = trainer.State.Curve }, Json)
            );
        }
    }

    private IReadOnlyDictionary<string, WeightTensor>? Average(TrainingState state) =>
        _snapshots.Average(state.BestEpochs(options.AverageCheckpoints));
}
