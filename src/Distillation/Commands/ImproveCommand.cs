using System.CommandLine;
using TransformerService.Distillation.Improvement;
using TransformerService.Distillation.Recipes;
using static TorchSharp.torch;

namespace TransformerService.Distillation.Commands;

/// <summary>
/// <c>improve --model NAME --data DIR (--server URL | --export FILE)</c>: makes the next version of a student from live disagreements.
/// </summary>
internal static class ImproveCommand
{
    /// <summary>The exit code if the new version is not better.</summary>
    public const int NotBetter = 3;

    /// <summary>The exit code of a stop that can be continued, as by SIGTERM: a scheduler must not take it for a success.</summary>
    public const int Stopped = 4;

    public static Command Create()
    {
        var defaults = new ImprovementOptions
        {
            Model = "",
            Versions = "",
            DataFolder = "",
            Work = "",
        };
        var model = new Option<string>("--model") { Description = "The model's name in the server.", Required = true };
        var versions = new Option<string?>("--versions")
        {
            Description = "The model's folder, whose student has numbered versions. Default: models/<model>.",
        };
        var recipe = new Option<string?>("--recipe")
        {
            Description = "The recipe that the student was made with. Default: recipes/<model>.json.",
        };
        var data = new Option<string>("--data") { Description = "The folder that the recipe's corpora are in.", Required = true };
        var server = new Option<string?>("--server") { Description = "The server to fetch the shadow's export from." };
        var key = new Option<string?>("--key")
        {
            Description = $"An admin's key of the server. Default: the variable {ExportDownload.KeyVariable}.",
        };
        var export = new Option<string?>("--export") { Description = "The shadow's export as a file, instead of a server." };
        var teacher = new Option<string?>("--teacher")
        {
            Description =
                "Folder of a better model, with its model.json, which labels every text of the export. Default: the export's labels, and the teacher beside the student for what they lack.",
        };
        var labelled = new Option<string[]>("--labelled")
        {
            Description = "Test files of a classifier that must not get worse: text<TAB>label. Default: the recipe's validation files.",
            AllowMultipleArgumentsPerToken = true,
        };
        var pairs = new Option<string[]>("--pairs")
        {
            Description =
                "Test files of a translator that must not get worse: source<TAB>target, or JSON lines. Default: the pairs that the recipe holds out.",
            AllowMultipleArgumentsPerToken = true,
        };
        var work = new Option<string?>("--work")
        {
            Description = "The folder for what is made on the way. Default: artifacts/improve-<model>.",
        };
        var serve = new Option<bool>("--serve")
        {
            Description = "Lets the new version answer at once where model.json names no current student.",
        };
        var despiteNewer = new Option<bool>("--despite-newer")
        {
            Description = "Begins with the current version although a newer one waits. Default: nothing is done then.",
        };
        var allowNone = new Option<bool>("--allow-none")
        {
            Description = "Ends with code 0 too if the new version is not better, as a scheduled job wants it.",
        };
        var heldOut = Number("--held-out", "Share of the traffic that decides and is never trained on", defaults.HeldOut, 0.01, 0.9);
        var replay = Number("--replay", "Share of each epoch's texts that come from the old data", defaults.Replay, 0, 0.99);
        var rate = Number("--rate", "Factor of the recipe's learning rate", defaults.Rate, 0.0001, 1);
        var epochs = new Option<int>("--epochs")
        {
            Description = "Most passes over the new texts, at least 1.",
            DefaultValueFactory = _ => defaults.Epochs,
        };
        epochs.Validators.Add(static result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
            {
                result.AddError("--epochs takes a number of at least 1.");
            }
        });
        var maxLoss = Number(
            "--max-loss",
            "The largest loss of accuracy, or chrF / 100, on a test set that is accepted",
            defaults.MaxLoss,
            0,
            1
        );
        var seed = new Option<long>("--seed") { Description = "Decides order and dropout.", DefaultValueFactory = _ => defaults.Seed };
        var stopAfter = new Option<TimeSpan?>("--stop-after")
        {
            Description = "Saves and stops after this time, e.g. 01:00:00; run again to continue.",
        };
        var command = new Command(
            "improve",
            $"Trains the next version of a student on live traffic on which it differs from its teacher, and writes it if it is better; otherwise ends with code {NotBetter}."
        )
        {
            model,
            versions,
            recipe,
            data,
            server,
            key,
            export,
            teacher,
            labelled,
            pairs,
            work,
            serve,
            despiteNewer,
            allowNone,
            heldOut,
            replay,
            rate,
            epochs,
            maxLoss,
            seed,
            stopAfter,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(server) is null == result.GetValue(export) is null)
            {
                result.AddError("Give either --server or --export.");
            }
            else if (result.GetValue(server) is { } url && Address(url) is null)
            {
                result.AddError($"--server takes an address such as http://localhost:8080, not '{url}'.");
            }
        });
        command.SetAction(
            async (result, cancellationToken) =>
            {
                var name = result.GetRequiredValue(model);
                var options = new ImprovementOptions
                {
                    Model = name,
                    Versions = result.GetValue(versions) ?? Path.Combine("models", name),
                    DataFolder = result.GetRequiredValue(data),
                    Work = result.GetValue(work) ?? Path.Combine("artifacts", $"improve-{name}"),
                    Server = result.GetValue(server) is { } url ? Address(url) : null,
                    Key = result.GetValue(key) ?? Environment.GetEnvironmentVariable(ExportDownload.KeyVariable),
                    Export = result.GetValue(export),
                    Teacher = result.GetValue(teacher),
                    Labelled = result.GetValue(labelled) ?? [],
                    Pairs = result.GetValue(pairs) ?? [],
                    Serve = result.GetValue(serve),
                    DespiteNewer = result.GetValue(despiteNewer),
                    HeldOut = result.GetValue(heldOut),
                    Replay = result.GetValue(replay),
                    Rate = result.GetValue(rate),
                    Epochs = result.GetValue(epochs),
                    MaxLoss = result.GetValue(maxLoss),
                    Seed = result.GetValue(seed),
                };
                var code = await RunAsync(
                    result.GetValue(recipe) ?? Path.Combine("recipes", $"{name}.json"),
                    options,
                    result.GetValue(stopAfter),
                    result.InvocationConfiguration.Output,
                    cancellationToken
                );
                return code == NotBetter && result.GetValue(allowNone) ? 0 : code;
            }
        );
        return command;
    }

    private static async Task<int> RunAsync(
        string recipeFile,
        ImprovementOptions options,
        TimeSpan? stopAfter,
        TextWriter log,
        CancellationToken cancellationToken
    )
    {
        set_num_threads(Environment.ProcessorCount);
        IImprovedTask task = RecipeFile.Read(recipeFile) switch
        {
            ClassificationRecipe recipe when options.Pairs.Count == 0 => new ImprovedClassifier(recipe, options, log),
            TranslationRecipe recipe when options.Labelled.Count == 0 => new ImprovedTranslator(recipe, options, log),
            ClassificationRecipe => throw new RecipeException(
                $"{recipeFile} is a recipe for classification: give --labelled instead of --pairs."
            ),
            _ => throw new RecipeException($"{recipeFile} is a recipe for translation: give --pairs instead of --labelled."),
        };

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (stopAfter is { } limit)
        {
            stop.CancelAfter(limit);
        }

        ImprovementOutcome outcome;
        try
        {
            // On another thread: Ctrl-C is only handled once this one is free.
            outcome = await Task.Run(
                () => new StudentImprovement(task, recipeFile, options, log).RunAsync(stop.Token),
                CancellationToken.None
            );
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            outcome = ImprovementOutcome.Stopped;
        }

        if (outcome == ImprovementOutcome.Stopped)
        {
            await log.WriteLineAsync("Stopped; run again to continue.");
        }

        return outcome switch
        {
            ImprovementOutcome.NotBetter => NotBetter,
            ImprovementOutcome.Stopped => Stopped,
            _ => 0,
        };
    }

    private static Uri? Address(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? address : null;

    private static Option<double> Number(string name, string description, double fallback, double least, double most)
    {
        var option = new Option<double>(name)
        {
            Description = FormattableString.Invariant($"{description}, {least} to {most}."),
            DefaultValueFactory = _ => fallback,
        };
        option.Validators.Add(result =>
        {
            if (!(result.GetValueOrDefault<double>() is var value && value >= least && value <= most))
            {
                result.AddError(FormattableString.Invariant($"{name} takes a number from {least} to {most}."));
            }
        });
        return option;
    }
}
