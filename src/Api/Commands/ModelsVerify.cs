using System.Text;
using TransformerService.Api.LocalModels;
using TransformerService.Inference.Catalog;
using TransformerService.Inference.Configuration;
using TransformerService.Models.Catalog;
using TransformerService.Models.Errors;
using TransformerService.Models.Repository;

namespace TransformerService.Api.Commands;

/// <summary><c>models verify</c>: compares files with their checksums, and answers with self-check.json.</summary>
internal static class ModelsVerify
{
    /// <summary>Checks models, all without names. Returns 0 if each can be served and answers as recorded.</summary>
    public static async Task<int> RunAsync(string repository, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        List<string> faults = [];
        List<string> notes = [];
        foreach (var model in ModelRepository.Read(repository).Where(model => names.Count == 0 || names.Contains(model.Name)))
        {
            foreach (var version in model.Variants.SelectMany(static variant => variant.Versions))
            {
                var shown = $"{model.Name}/{Path.GetRelativePath(Path.Combine(repository, model.Name), version.Folder)}";
                var found = Directory.Exists(version.Folder) ? await Checksums.CheckAsync(version.Folder, cancellationToken) : null;
                faults.AddRange((found ?? []).Select(fault => $"{shown}: {fault}"));
                notes.Add(
                    found is null
                        ? $"{shown}: no {Checksums.FileName} to compare its files with."
                        : $"{shown}: compared with {Checksums.FileName}."
                );
            }
        }

        // A record of earlier loads would spare the self-check.
        var record = Path.Combine(Path.GetTempPath(), $"loads-{Guid.NewGuid():N}.json");
        try
        {
            await using var services = CommandServices.Create(
                repository,
                ($"{ModelsOptions.Section}:{nameof(ModelsOptions.RecordPath)}", record)
            );
            var models = await LoadAsync(services, names, faults, cancellationToken);
            faults.AddRange(ModelReport.Faults(models).Except(faults));
            var text = new StringBuilder();
            ModelReport.AppendTable(text, $"{repository}:", models);
            text.AppendJoin('\n', notes).Append('\n');
            ModelReport.AppendNotes(text, models, faults);
            Console.Out.Write(text.AppendLine(faults.Count == 0 ? "All is well." : "Not fit to serve as it is."));
        }
        finally
        {
            File.Delete(record);
        }

        return faults.Count == 0 ? 0 : 1;
    }

    private static async Task<IReadOnlyList<ModelInfo>> LoadAsync(
        ServiceProvider services,
        IReadOnlyList<string> names,
        List<string> faults,
        CancellationToken cancellationToken
    )
    {
        var catalog = services.GetRequiredService<ModelCatalog>();
        if (names.Count == 0)
        {
            await catalog.LoadAsync(cancellationToken);
            return catalog.Describe();
        }

        var versions = services.GetRequiredService<VersionService>();
        foreach (var name in names.Distinct())
        {
            try
            {
                await versions.ReloadAsync(name, cancellationToken);
            }
            catch (InferenceException exception) when (exception.Error == InferenceError.ModelNotFound)
            {
                faults.Add($"{name}: there is no such model in the repository.");
            }
            catch (InferenceException exception) when (exception.Error == InferenceError.VersionRefused)
            {
                faults.Add($"{name}: {exception.Message}");
            }
        }

        return catalog.Describe();
    }
}
