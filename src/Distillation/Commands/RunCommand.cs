using System.CommandLine;
using System.Globalization;
using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Recipes;
using TransformerService.Distillation.Training;
using static TorchSharp.torch;

namespace TransformerService.Distillation.Commands;

/// <summary><c>run RECIPE --data DIR --work DIR</c>: prepares the data, trains the recipe's teacher or goes on where it stopped, and exports it.</summary>
internal static class RunCommand
{
    private static readonly TimeSpan SaveEvery = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan ReportEvery = TimeSpan.FromSeconds(10);

    public static Command Create()
    {
        var recipe = new Argument<string>("recipe") { Description = "The recipe file, e.g. recipes/en-fr.json." };
        var data = new Option<string>("--data") { Description = "The folder that the recipe's corpora are in.", Required = true };
        var work = new Option<string>("--work") { Description = "Where tokenizer and checkpoints go.", DefaultValueFactory = _ => "artifacts" };
        var stopAfter = new Option<TimeSpan?>("--stop-after") { Description = "Saves and stops after this time; run again to go on." };
        var command = new Command("run", "Trains the recipe's teacher; goes on from the checkpoint in the work folder if there is one.") { recipe, data, work, stopAfter };
        command.SetAction((result, cancellationToken) => RunAsync(
            result.GetRequiredValue(recipe), result.GetRequiredValue(data), result.GetRequiredValue(work), result.GetValue(stopAfter), Console.Out, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        string recipePath, string dataFolder, string workFolder, TimeSpan? stopAfter, TextWriter log, CancellationToken cancellationToken)
    {
        TranslationRecipe recipe = RecipeFile.Read(recipePath);
        TranslationData data = await TranslationData.PrepareAsync(recipe, dataFolder, Path.Combine(workFolder, "tokenizer"), log, cancellationToken);
        TrainingOptions options = recipe.Teacher.Training;
        set_num_threads(Environment.ProcessorCount);
        using var model = new TranslationTransformer(recipe.Teacher.Shape(data.Vocabulary), ScalarType.BFloat16, options.Dropout, options.Seed);
        using var trainer = new TranslationTrainer(model, options, data.Training, data.Validation, TimeProvider.System);
        string checkpoint = Path.Combine(workFolder, "teacher", "checkpoint.bin");
        if (File.Exists(checkpoint))
        {
            trainer.Resume(checkpoint);
            log.WriteLine($"Going on at epoch {trainer.State.Epoch + 1}, batch {trainer.State.Batch}.");
        }

        log.WriteLine($"Teacher: {model.Weights.All.Values.Sum(weight => weight.numel()) / 1e6:0.0} million weights.");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (stopAfter is { } limit)
        {
            stop.CancelAfter(limit);
        }

        TrainingState reported = trainer.State;
        (double lastSave, double loss) = (trainer.State.Seconds, 0);
        trainer.Run(
            progress =>
            {
                loss += progress.Loss;
                double seconds = progress.State.Seconds - reported.Seconds;
                if (seconds >= ReportEvery.TotalSeconds)
                {
                    log.WriteLine(string.Create(
                        CultureInfo.InvariantCulture,
                        $"epoch {progress.State.Epoch + 1} batch {progress.State.Batch}/{progress.Batches}  loss {loss / (progress.State.Step - reported.Step):0.000}  {(progress.State.Tokens - reported.Tokens) / seconds:0} tokens/s  rate {progress.LearningRate:0.00000}  norm {progress.GradientNorm:0.00}  left {progress.TimeLeft:hh\\:mm\\:ss}"));
                    (reported, loss) = (progress.State, 0);
                }

                if (progress.State.Seconds - lastSave >= SaveEvery.TotalSeconds)
                {
                    trainer.Save(checkpoint);
                    lastSave = progress.State.Seconds;
                }
            },
            point =>
            {
                log.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"epoch {point.Epoch} done after {point.Seconds:0} s: training loss {point.TrainingLoss:0.000}, validation loss {point.ValidationLoss:0.000}"));
                trainer.Save(checkpoint);
            },
            stop.Token);
        trainer.Save(checkpoint);
        TeacherExport.Write(Path.Combine(workFolder, "model"), recipe, model.Shape, trainer.Optimizer, Path.Combine(workFolder, "tokenizer"));
        log.WriteLine(trainer.State.Epoch < options.Epochs ? "Stopped and saved; run again to go on." : "Trained.");
        return 0;
    }
}
