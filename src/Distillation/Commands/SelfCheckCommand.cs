using System.CommandLine;
using TransformerService.Distillation.Evaluation;
using TransformerService.Distillation.Pipeline;
using TransformerService.Models;
using TransformerService.Models.SelfChecks;

namespace TransformerService.Distillation.Commands;

/// <summary><c>selfcheck MODEL</c>: writes self-check.json beside an export, or writes it again after an intended change.</summary>
internal static class SelfCheckCommand
{
    public static Command Create()
    {
        var model = new Argument<string>("model") { Description = "The model's folder, with its model.json." };
        var variant = new Option<string>("--variant") { Description = "student or teacher.", DefaultValueFactory = _ => "student" };
        var version = new Option<string?>("--version")
        {
            Description = "The version's folder inside the variant's. Default: the current one.",
        };
        var texts = new Option<string?>("--texts")
        {
            Description =
                $"Texts in UTF-8, one per line, the second text of a pair after a tab; {GoldenSample.Texts} texts whose best answer leads clearly are chosen. Default: the texts of the existing self-check.json.",
        };
        var reference = new Option<string?>("--reference")
        {
            Description = "Folder of a model with the float32 version of the variant, to bound how far int8 drifts.",
        };
        variant.AcceptOnlyFromAmong(StringComparer.OrdinalIgnoreCase, "student", "teacher");
        var command = new Command(
            "selfcheck",
            "Writes what a variant answers beside its export, so that a server can check that it still does."
        )
        {
            model,
            variant,
            version,
            texts,
            reference,
        };
        command.SetAction(
            (result, cancellationToken) =>
                Task.Run(
                    () =>
                    {
                        var folder = result.GetRequiredValue(model);
                        var role = Enum.Parse<VariantRole>(result.GetRequiredValue(variant), ignoreCase: true);
                        var file = GoldenSample.Write(
                            folder,
                            role,
                            Texts(folder, role, result.GetValue(version), result.GetValue(texts)),
                            result.GetValue(reference),
                            cancellationToken,
                            result.GetValue(version)
                        );
                        foreach (var sample in file.Samples)
                        {
                            result.InvocationConfiguration.Output.WriteLine(
                                FormattableString.Invariant(
                                    $"{sample.Score, 8:0.0000}  lead {sample.Lead, 8:0.0000}  {sample.Text}  →  {sample.Answer}"
                                )
                            );
                        }

                        return 0;
                    },
                    cancellationToken
                )
        );
        return command;
    }

    private static (string Text, string? Pair)[] Texts(string folder, VariantRole role, string? version, string? path)
    {
        (string Text, string? Pair)[] found = path is not null
            ?
            [
                .. File.ReadAllLines(path)
                    .Where(line => line.Length > 0)
                    .Select(line => line.Split('\t', 2))
                    .Select(parts => (parts[0], parts.Length > 1 ? parts[1] : null)),
            ]
            : [.. Existing(ModelVariant.Find(folder, role, version).Definition.Folder).Select(sample => (sample.Text, sample.TextPair))];
        return found.Length > 0 ? found : throw new EvaluationException("There are no texts: name a file by --texts.");
    }

    private static IReadOnlyList<SelfCheckSample> Existing(string folder)
    {
        try
        {
            return SelfCheckJson.Read(folder)?.Samples ?? [];
        }
        catch (InvalidDataException exception)
        {
            throw new EvaluationException($"{folder}: {exception.Message}", exception);
        }
    }
}
