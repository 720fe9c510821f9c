using System.CommandLine;
using TransformerService.Distillation.Evaluation;
using TransformerService.Distillation.Pipeline;
using TransformerService.Models;

namespace TransformerService.Distillation.Commands;

/// <summary><c>quantize MODEL</c>: makes a float32 export of another exporter int8, if it loses little.</summary>
internal static class QuantizeCommand
{
    private const double DefaultLoss = 0.01;

    public static Command Create()
    {
        var model = new Argument<string>("model") { Description = "The model's folder, with its model.json." };
        var variant = new Option<string>("--variant") { Description = "student or teacher.", DefaultValueFactory = _ => "student" };
        var texts = new Option<FileInfo>("--texts")
        {
            Description =
                $"Texts in UTF-8 like those to be served, one per line, at least {ExportQuantization.LeastTexts}, better some hundreds; a classifier's may have the right label after a tab.",
            Required = true,
        };
        var output = new Option<string>("--output") { Description = "The new model's folder, which must not exist.", Required = true };
        var maxLoss = new Option<double>("--max-loss")
        {
            Description =
                "The largest loss that is accepted, 0 to 1: of accuracy with labels, of agreement with float32 without, of cosine for embeddings. Default: 0.01.",
            DefaultValueFactory = _ => DefaultLoss,
        };
        variant.AcceptOnlyFromAmong(StringComparer.OrdinalIgnoreCase, "student", "teacher");
        maxLoss.Validators.Add(static result =>
        {
            if (result.GetValueOrDefault<double>() is not (>= 0 and <= 1))
            {
                result.AddError("--max-loss takes a number from 0 to 1.");
            }
        });
        var command = new Command(
            "quantize",
            "Makes a float32 classifier or embedding model int8, with static scales, and measures what it loses."
        )
        {
            model,
            variant,
            texts,
            output,
            maxLoss,
        };
        command.SetAction(
            async (result, cancellationToken) =>
            {
                var role = Enum.Parse<VariantRole>(result.GetRequiredValue(variant), ignoreCase: true);
                await new ExportQuantization(
                    ModelVariant.Find(result.GetRequiredValue(model), role),
                    Read(result.GetRequiredValue(texts).FullName),
                    result.GetValue(maxLoss),
                    result.InvocationConfiguration.Output
                ).WriteAsync(result.GetRequiredValue(output), cancellationToken);
                result.InvocationConfiguration.Output.WriteLine($"Written to {result.GetRequiredValue(output)}.");
                return 0;
            }
        );
        return command;
    }

    private static (string Text, string? Label)[] Read(string path) =>
        [
            .. File.ReadAllLines(path)
                .Where(static line => line.Trim().Length > 0)
                .Select(static line => line.Split('\t', 2))
                .Select(static parts => (parts[0], parts.Length > 1 ? parts[1].Trim() : null)),
        ];
}
