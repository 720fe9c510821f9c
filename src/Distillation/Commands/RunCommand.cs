using System.CommandLine;
using TransformerService.Distillation.Pipeline;
using TransformerService.Distillation.Recipes;
using static TorchSharp.torch;

namespace TransformerService.Distillation.Commands;

/// <summary>
/// <c>run RECIPE --data DIR --work DIR</c>: makes the recipe's teacher and student, or continues where an earlier run stopped.
/// </summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var recipe = new Argument<string>("recipe") { Description = "The recipe file, e.g. recipes/en-fr.json." };
        var data = new Option<string>("--data") { Description = "The folder that the recipe's corpora are in.", Required = true };
        var work = new Option<string?>("--work") { Description = "The folder for everything that is made; default artifacts/<recipe>." };
        var stages = new Option<Stages>("--stages")
        {
            Description =
                "What is trained: Teacher, Student, Baseline (the student without a teacher), General (general distillation alone, the student's first part), or several, separated by commas.",
            DefaultValueFactory = _ => Stages.Teacher | Stages.Student,
        };
        var seed = new Option<long?>("--seed") { Description = "Another seed for the student and the baseline." };
        var from = new Option<string?>("--from")
        {
            Description =
                "Training begins with the weights and vocabulary of this folder: a translation model (its teacher), or for a classifier a pretrained encoder, instead of the recipe's.",
        };
        var newVocabulary = new Option<bool>("--new-vocabulary")
        {
            Description =
                "With --from a translation model: trains the recipe's own vocabulary, and takes over the weights of the pieces that both have.",
        };
        var extra = new Option<string[]>("--extra")
        {
            Description = "JSON lines {\"source\",\"target\",\"weight\"} that a student learns beside the corpora.",
            AllowMultipleArgumentsPerToken = true,
        };
        var strict = new Option<bool>("--strict")
        {
            Description = "Refuses malformed lines of the corpora instead of counting and skipping them.",
        };
        var stopAfter = new Option<TimeSpan?>("--stop-after")
        {
            Description = "Saves and stops after this time, e.g. 01:00:00; run again to continue.",
        };
        var command = new Command(
            "run",
            "Trains the recipe's teacher, distils its student and exports both; continues from what is in the work folder."
        )
        {
            recipe,
            data,
            work,
            stages,
            seed,
            from,
            newVocabulary,
            extra,
            strict,
            stopAfter,
        };
        command.SetAction(
            async (result, cancellationToken) =>
            {
                var path = result.GetRequiredValue(recipe);
                var options = new PipelineOptions
                {
                    DataFolder = result.GetRequiredValue(data),
                    Work = new WorkFolder(result.GetValue(work) ?? Path.Combine("artifacts", Path.GetFileNameWithoutExtension(path))),
                    Stages = result.GetValue(stages),
                    StudentSeed = result.GetValue(seed),
                    From = result.GetValue(from),
                    NewVocabulary = result.GetValue(newVocabulary),
                    Extra = result.GetValue(extra) ?? [],
                    Strict = result.GetValue(strict),
                };
                return await RunAsync(RecipeFile.Read(path), options, result.GetValue(stopAfter), Console.Out, cancellationToken);
            }
        );
        return command;
    }

    private static async Task<int> RunAsync(
        Recipe recipe,
        PipelineOptions options,
        TimeSpan? stopAfter,
        TextWriter log,
        CancellationToken cancellationToken
    )
    {
        set_num_threads(Environment.ProcessorCount);
        if (options.Extra.FirstOrDefault(file => !File.Exists(file)) is { } missing)
        {
            throw new RecipeException($"The file {missing} of --extra does not exist.");
        }

        if (options.NewVocabulary && (recipe is not TranslationRecipe || options.From is null))
        {
            throw new RecipeException("--new-vocabulary is for a translation recipe with --from.");
        }

        if (recipe is not TranslationRecipe && options.Extra.Count > 0)
        {
            throw new RecipeException("--extra is for translation recipes.");
        }

        IPipeline pipeline = recipe switch
        {
            TranslationRecipe translation => new TranslationPipeline(translation, options, log),
            ClassificationRecipe classification => new ClassificationPipeline(classification, options, log),
            _ => throw new RecipeException($"There is no pipeline for {recipe.GetType().Name}."),
        };
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (stopAfter is { } limit)
        {
            stop.CancelAfter(limit);
        }

        bool finished;
        try
        {
            // On another thread: Ctrl-C is only handled once this one is free.
            finished = await Task.Run(() => pipeline.RunAsync(stop.Token), CancellationToken.None);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            finished = false;
        }

        log.WriteLine(finished ? $"Done: {options.Work.Model}" : "Stopped; run again to continue.");
        return 0;
    }
}
