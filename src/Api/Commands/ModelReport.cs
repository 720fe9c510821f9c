using System.Globalization;
using System.Text;
using TransformerService.Evaluation.Reporting;
using TransformerService.Models;
using TransformerService.Models.Catalog;

namespace TransformerService.Api.Commands;

/// <summary>What commands print about models.</summary>
internal static class ModelReport
{
    private const int MostLabels = 8;

    /// <summary>Writes a row for each variant.</summary>
    public static void AppendTable(StringBuilder text, string caption, IReadOnlyList<ModelInfo> models) =>
        TextTable.Append(
            text,
            ReportTable.Of(
                caption,
                [.. models.SelectMany(model => model.Variants.Select(variant => (Model: model, Variant: variant)))],
                (new ReportColumn("model", IsNumber: false), row => row.Model.Name),
                (new ReportColumn("variant", IsNumber: false), row => row.Variant.Folder),
                (new ReportColumn("state", IsNumber: false), row => row.Variant.State.ToString().ToLowerInvariant()),
                (new ReportColumn("version", IsNumber: false), row => row.Variant.Version ?? ""),
                (new ReportColumn("type", IsNumber: false), row => row.Variant.ModelType ?? ""),
                (new ReportColumn("runs on", IsNumber: false), row => row.Variant.ExecutionProvider ?? ""),
                (new ReportColumn("self-check", IsNumber: false), row => SelfCheck(row.Variant))
            )
        );

    /// <summary>Everything wrong with models and their variants, a sentence each with the name before it.</summary>
    public static IEnumerable<string> Faults(IReadOnlyList<ModelInfo> models) =>
        [
            .. models.SelectMany(model => model.Faults.Select(fault => $"{model.Name}: {fault}")),
            .. models.SelectMany(model =>
                model.Variants.SelectMany(variant => variant.Faults.Select(fault => $"{model.Name}/{variant.Folder}: {fault}"))
            ),
        ];

    /// <summary>Writes the models' warnings, then the faults.</summary>
    public static void AppendNotes(StringBuilder text, IReadOnlyList<ModelInfo> models, IEnumerable<string> faults)
    {
        foreach (var warning in models.SelectMany(model => model.Warnings.Select(warning => $"{model.Name}: {warning}")))
        {
            text.Append("warning: ").AppendLine(TextTable.Clean(warning));
        }

        foreach (var fault in faults)
        {
            text.Append("fault: ").AppendLine(TextTable.Clean(fault));
        }
    }

    /// <summary>What a model will do, in a line, and the call that asks for it.</summary>
    public static string Serves(ModelInfo model, string variant)
    {
        var task = ModelTasks.Of(model.Task ?? default);
        var labels = model.Variants.FirstOrDefault(other => other.Folder == variant)?.Labels ?? [];
        var (sources, targets) = model.Languages;
        var what =
            task.Task == ModelTask.Translation ? $" {Side(model.SourceLanguage, sources)} → {Side(model.TargetLanguage, targets)}"
            : labels.Count is > 0 and <= MostLabels ? $" into {string.Join(", ", labels)}"
            : labels.Count > 0 ? string.Create(CultureInfo.InvariantCulture, $" into {labels.Count} labels")
            : "";
        return TextTable.Clean($"'{model.Name}' {task.Verb}{what}: POST {task.Path} with \"model\": \"{model.Name}\".");
    }

    /// <summary>Prints why a command fails, a line for each reason, and returns its exit code.</summary>
    public static int Fail(params IReadOnlyList<string> reasons)
    {
        foreach (var reason in reasons)
        {
            Console.Error.WriteLine(TextTable.Clean(reason));
        }

        return 1;
    }

    private static string Side(string? declared, IReadOnlyList<string> codes) =>
        declared ?? (codes.Count > 0 ? string.Create(CultureInfo.InvariantCulture, $"{codes.Count} languages") : "any");

    private static string SelfCheck(VariantInfo variant) =>
        variant.Versions.FirstOrDefault(static version => version.Current)?.SelfCheck is not { } check ? ""
        : check.State == SelfCheckState.None ? "none"
        : string.Create(CultureInfo.InvariantCulture, $"{check.Passed} of {check.Samples}");
}
