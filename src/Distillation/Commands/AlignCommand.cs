using System.CommandLine;
using TransformerService.Distillation.Data;
using TransformerService.Distillation.Evaluation;
using TransformerService.Distillation.Pipeline;
using TransformerService.Models;

namespace TransformerService.Distillation.Commands;

/// <summary><c>align MODEL</c>: makes an existing translation export align the words of its translations.</summary>
internal static class AlignCommand
{
    private const int DefaultMost = 2_000;

    public static Command Create()
    {
        var model = new Argument<string>("model") { Description = "The model's folder, with its model.json." };
        var variant = new Option<string>("--variant") { Description = "student or teacher.", DefaultValueFactory = _ => "student" };
        var pairs = new Option<string[]>("--pairs")
        {
            Description =
                $"Files of pairs to learn word alignments from, up to {HeadSelection.AlignedPairs}: source<TAB>target, or JSON lines.",
            AllowMultipleArgumentsPerToken = true,
            Required = true,
        };
        var most = new Option<int>("--most")
        {
            Description = "The most pairs that heads are compared on, evenly from all files.",
            DefaultValueFactory = _ => DefaultMost,
        };
        variant.AcceptOnlyFromAmong(StringComparer.OrdinalIgnoreCase, "student", "teacher");
        most.Validators.Add(static result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
            {
                result.AddError("--most takes a number from 1.");
            }
        });
        var command = new Command(
            "align",
            "Adds the attention to the source as outputs of a translation export, and selects the heads that align words."
        )
        {
            model,
            variant,
            pairs,
            most,
        };
        command.SetAction(
            (result, cancellationToken) =>
                Task.Run(
                    () =>
                    {
                        TextPair[] read = [.. TestSetReader.Pairs(result.GetRequiredValue(pairs)).SelectMany(set => set.Items)];
                        var role = Enum.Parse<VariantRole>(result.GetRequiredValue(variant), ignoreCase: true);
                        new ExportAlignment(result.GetRequiredValue(model), role, result.InvocationConfiguration.Output).Write(
                            read,
                            result.GetValue(most),
                            cancellationToken
                        );
                        return 0;
                    },
                    cancellationToken
                )
        );
        return command;
    }
}
