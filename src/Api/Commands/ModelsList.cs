using System.Globalization;
using System.Text;
using TransformerService.Api.LocalModels;
using TransformerService.Evaluation.Reporting;
using TransformerService.Models;
using TransformerService.Models.Repository;

namespace TransformerService.Api.Commands;

/// <summary><c>models list</c> and <c>models remove</c>.</summary>
internal static class ModelsList
{
    private const double Megabyte = 1_000_000;

    /// <summary>Prints every model of a repository. Returns 0 if none is faulty.</summary>
    public static int Print(string repository)
    {
        var models = ModelRepository.Read(repository);
        var text = new StringBuilder();
        TextTable.Append(
            text,
            ReportTable.Of(
                $"{repository}:",
                [.. models.SelectMany(static model => model.Variants.DefaultIfEmpty().Select(variant => (Model: model, Variant: variant)))],
                (new ReportColumn("model", IsNumber: false), row => row.Model.Name),
                (
                    new ReportColumn("task", IsNumber: false),
                    row => row.Model.Manifest is { } manifest ? ModelTasks.Of(manifest.Task).Name : ""
                ),
                (new ReportColumn("variant", IsNumber: false), row => row.Variant?.FolderName ?? ""),
                (new ReportColumn("version", IsNumber: false), row => row.Variant?.Current.ShortHash ?? ""),
                (new ReportColumn("type", IsNumber: false), row => row.Variant?.Export?.ModelType ?? ""),
                (new ReportColumn("MB", IsNumber: true), row => Size(row.Variant?.Folder)),
                (
                    new ReportColumn("file", IsNumber: false),
                    row => row.Variant?.Export?.Onnx.All.FirstOrDefault() is { } file ? Path.GetRelativePath(row.Variant.Folder, file) : ""
                )
            )
        );
        string[] faults =
        [
            .. models.SelectMany(static model => model.Faults.Select(fault => $"{model.Name}: {fault}")),
            .. models.SelectMany(static model =>
                model.Variants.SelectMany(variant => variant.Faults.Select(fault => $"{model.Name}/{variant.FolderName}: {fault}"))
            ),
        ];
        ModelReport.AppendNotes(text, [], faults);
        Console.Out.Write(text);
        return faults.Length == 0 ? 0 : 1;
    }

    /// <summary>Removes a model: first from the sight of a server, in one step, then its files.</summary>
    public static int Remove(string repository, string name)
    {
        // The name is compared with the folders' names and never put into a path before.
        var folder = Directory
            .EnumerateDirectories(repository)
            .FirstOrDefault(path => Path.GetFileName(path) == name && !name.StartsWith('.'));
        var hadParts = ModelStage.IsName(name) && ModelStage.Remove(repository, name);
        if (folder is null)
        {
            return hadParts
                ? Said($"Removed what a download of '{name}' had left.")
                : ModelReport.Fail($"There is no model '{name}' in {repository}; 'models list' lists the models.");
        }

        if (new DirectoryInfo(folder).LinkTarget is not null)
        {
            Directory.Delete(folder); // the link, not what it leads to
            return Said($"Removed the link '{name}'; the folder that it leads to stays.");
        }

        var hidden = Path.Combine(repository, $".removed-{Guid.NewGuid():N}");
        Directory.Move(folder, hidden);
        Directory.Delete(hidden, recursive: true);
        return Said($"Removed '{name}'.");
    }

    private static int Said(string what)
    {
        Console.Out.WriteLine(TextTable.Clean(what));
        return 0;
    }

    private static string Size(string? folder) =>
        folder is null || !Directory.Exists(folder)
            ? ""
            : (
                Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Sum(static path => new FileInfo(path).Length) / Megabyte
            ).ToString("0.0", CultureInfo.InvariantCulture);
}
