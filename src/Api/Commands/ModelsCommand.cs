using System.CommandLine;
using Microsoft.Extensions.Options;
using TransformerService.Api.Hub;
using TransformerService.Api.LocalModels;
using TransformerService.Models.Errors;
using TransformerService.Models.Onnx;

namespace TransformerService.Api.Commands;

/// <summary><c>models</c>: adds models to the repository, from a folder or from the Hub; lists, checks and removes them.</summary>
internal static class ModelsCommand
{
    public const string Name = "models";

    public static Command Create() =>
        new(Name, "Adds models to the model repository, lists, checks and removes them.")
        {
            CreateAdd("add", "PATH|ID", "Adds an export in a folder, or a model of the Hub, after its checks.", allowsFolder: true),
            CreateAdd("pull", "ID[@REVISION]", "Downloads a model from the Hub (HF_ENDPOINT, HF_TOKEN), and adds it.", allowsFolder: false),
            CreateList(),
            CreateRemove(),
            CreateVerify(),
        };

    private static Command CreateAdd(string command, string source, string description, bool allowsFolder)
    {
        var from = new Argument<string>(source)
        {
            Description = allowsFolder
                ? "The folder of an ONNX export, or a model of the Hub: owner/name or owner/name@revision."
                : "The model: owner/name, or owner/name@revision with a branch, a tag or a commit.",
        };
        var name = new Option<string?>("--name")
        {
            Description = "The model's name here. Default: the folder's name, or the Hub's without the owner.",
        };
        var variant = new Option<string>("--variant")
        {
            Description = "Which variant of the model it is: student or teacher. Default: student.",
            DefaultValueFactory = static _ => ManifestFile.Student,
        };
        var precision = new Option<string?>("--precision")
        {
            Description =
                $"Which of several precisions: {Precisions.Names.Replace("\"", "", StringComparison.Ordinal)}. Default: the first of these that there is.",
        };
        var models = Models();
        name.Validators.Add(static result =>
        {
            if (result.GetValueOrDefault<string?>() is { } written && !ModelStage.IsName(written))
            {
                result.AddError("--name takes 1 to 100 letters, digits, dots, dashes or underscores, the first a letter or digit.");
            }
        });
        variant.Validators.Add(static result =>
        {
            if (result.GetValueOrDefault<string>() is not (ManifestFile.Student or ManifestFile.Teacher))
            {
                result.AddError("--variant takes student or teacher.");
            }
        });
        precision.Validators.Add(static result =>
        {
            if (result.GetValueOrDefault<string?>() is { } written && Precisions.Find(written) is null)
            {
                result.AddError($"--precision takes one of {Precisions.Names}.");
            }
        });

        var made = new Command(command, description) { from, name, variant, precision, models };
        made.SetAction(
            (parsed, cancellationToken) =>
                GuardAsync(
                    () =>
                        new ModelsAdd(
                            CommandServices.Repository(parsed.GetValue(models)),
                            parsed.GetRequiredValue(variant),
                            parsed.GetValue(precision) is { } written ? Precisions.Find(written) : null
                        ).RunAsync(parsed.GetRequiredValue(from), allowsFolder, parsed.GetValue(name), cancellationToken),
                    cancellationToken
                )
        );
        return made;
    }

    private static Command CreateList()
    {
        var models = Models();
        var list = new Command("list", "Lists the models of the repository, without loading them.") { models };
        list.SetAction(
            (parsed, cancellationToken) =>
                GuardAsync(() => Task.FromResult(ModelsList.Print(CommandServices.Repository(parsed.GetValue(models)))), cancellationToken)
        );
        return list;
    }

    private static Command CreateRemove()
    {
        var name = new Argument<string>("NAME") { Description = "The model." };
        var models = Models();
        var remove = new Command("remove", "Removes a model with all its files, and what an interrupted download of it left.")
        {
            name,
            models,
        };
        remove.SetAction(
            (parsed, cancellationToken) =>
                GuardAsync(
                    () =>
                        Task.FromResult(
                            ModelsList.Remove(CommandServices.Repository(parsed.GetValue(models)), parsed.GetRequiredValue(name))
                        ),
                    cancellationToken
                )
        );
        return remove;
    }

    private static Command CreateVerify()
    {
        var names = new Argument<string[]>("NAME") { Description = "The models. Default: all.", Arity = ArgumentArity.ZeroOrMore };
        var models = Models();
        var verify = new Command(
            "verify",
            "Checks the files' checksums, loads the models, and compares their answers with self-check.json."
        )
        {
            names,
            models,
        };
        verify.SetAction(
            (parsed, cancellationToken) =>
                GuardAsync(
                    () =>
                        ModelsVerify.RunAsync(
                            CommandServices.Repository(parsed.GetValue(models)),
                            parsed.GetValue(names) ?? [],
                            cancellationToken
                        ),
                    cancellationToken
                )
        );
        return verify;
    }

    private static Option<string?> Models() =>
        new("--models") { Description = "The model repository. Default: Models:Path of the configuration." };

    private static async Task<int> GuardAsync(Func<Task<int>> run, CancellationToken cancellationToken)
    {
        try
        {
            return await run();
        }
        catch (Exception exception) when (exception is HubException or InferenceException or IOException or UnauthorizedAccessException)
        {
            return ModelReport.Fail(exception.Message);
        }
        catch (OptionsValidationException exception)
        {
            return ModelReport.Fail([.. exception.Failures]);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ModelReport.Fail("Stopped.");
        }
    }
}
