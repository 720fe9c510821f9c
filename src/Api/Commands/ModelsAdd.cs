using System.Globalization;
using System.Text;
using Spectre.Console;
using TransformerService.Api.Hub;
using TransformerService.Api.LocalModels;
using TransformerService.Inference.Catalog;
using TransformerService.Models.Catalog;
using TransformerService.Models.Exports;
using TransformerService.Models.Onnx;
using TransformerService.Models.Repository;

namespace TransformerService.Api.Commands;

/// <summary>
/// <c>models add</c> and <c>models pull</c>: puts a model together in a staging folder, checks it there as a start of the server would, and
/// moves it into the repository.
/// </summary>
/// <param name="repository">The model repository.</param>
/// <param name="variant">Which variant is added.</param>
/// <param name="precision">Which precision is taken; <see langword="null"/> for the first.</param>
internal sealed class ModelsAdd(string repository, string variant, string? precision)
{
    private const string Local = "local";
    private const int CommitDigits = 12;

    /// <summary>Adds it. Returns 0 if it will be served.</summary>
    /// <exception cref="HubException">The Hub does not give it.</exception>
    /// <exception cref="IOException">A file cannot be read or written.</exception>
    public async Task<int> RunAsync(string source, bool allowsFolder, string? name, CancellationToken cancellationToken)
    {
        if (allowsFolder && Directory.Exists(source))
        {
            var folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(source));
            return IsInRepository(folder)
                ? ModelReport.Fail(
                    $"{source} lies in the model repository already: write {{}} into model.json beside it, and run 'models verify'."
                )
                : await AddAsync(
                    name ?? Path.GetFileName(folder),
                    Local,
                    (stage, token) => CopyAsync(folder, stage, token),
                    cancellationToken
                );
        }

        if (HubId.Parse(source) is not { } id)
        {
            return ModelReport.Fail(
                allowsFolder
                    ? $"{source} is not a folder, and not a model of the Hub: write {HubId.Form}."
                    : $"{source} is not a model of the Hub: write {HubId.Form}."
            );
        }

        name ??= id.Name;
        if (WhyTaken(name) is { } taken)
        {
            return ModelReport.Fail(taken);
        }

        using var connection = new HubConnection(HubSettings.FromEnvironment(), TimeProvider.System);
        var model = await new HubClient(connection).FindAsync(id, cancellationToken);
        var files = ExportListing.Needed([.. model.Files.Select(static file => file.Path)], precision, out var fault);
        return fault is not null
            ? ModelReport.Fail($"{id.Id}: {fault}")
            : await AddAsync(
                name,
                $"{model.Commit[..CommitDigits]}-{precision ?? "first"}",
                (stage, token) => PullAsync(connection, model, [.. model.Files.Where(file => files.Contains(file.Path))], stage, token),
                cancellationToken
            );
    }

    private async Task<int> AddAsync(
        string name,
        string key,
        Func<ModelStage, CancellationToken, Task<string?>> fill,
        CancellationToken cancellationToken
    )
    {
        if (
            (
                ModelStage.IsName(name)
                    ? WhyTaken(name)
                    : $"'{name}' cannot be a model's name: write --name with letters, digits, dots and dashes."
            ) is
            { } reason
        )
        {
            return ModelReport.Fail(reason);
        }

        using var stage = ModelStage.Open(repository, name, key);
        if (await fill(stage, cancellationToken) is { } fault)
        {
            stage.Discard();
            return ModelReport.Fail(fault);
        }

        await Checksums.WriteAsync(Path.Combine(stage.ModelFolder, variant), cancellationToken);
        ModelInfo model;
        await using (var services = CommandServices.Create(stage.Root))
        {
            var catalog = services.GetRequiredService<ModelCatalog>();
            await catalog.LoadAsync(cancellationToken);
            model = catalog.Describe(name);
        }

        var text = new StringBuilder();
        if (model.State != ModelState.Ready)
        {
            ModelReport.AppendNotes(text, [model], ModelReport.Faults([model]));
            Console.Error.Write(text);
            stage.Discard();
            return ModelReport.Fail($"'{name}' is not added.");
        }

        if (Publish(stage, name, model) is { } mismatch)
        {
            stage.Discard();
            return ModelReport.Fail(mismatch);
        }

        ModelReport.AppendTable(text, $"Added to {repository}:", [model]);
        ModelReport.AppendNotes(text, [model], []);
        Console.Out.Write(text.AppendLine(ModelReport.Serves(model, variant)));
        return 0;
    }

    /// <summary>Why the repository has no place for it; <see langword="null"/> if it has.</summary>
    private string? WhyTaken(string name)
    {
        var folder = Path.Combine(repository, name);
        return !Directory.Exists(folder) ? null
            : Directory.Exists(Path.Combine(folder, variant))
                ? $"There is a {variant} of '{name}' already: write another --name, or remove it with 'models remove {name}'."
            : !File.Exists(Path.Combine(folder, ManifestFile.FileName))
                ? $"There is a folder '{name}' without a model.json in {repository}: write another --name, or remove it."
            : null;
    }

    /// <summary>Moves the model to where it is served. Returns why it cannot; <see langword="null"/> if it did.</summary>
    private string? Publish(ModelStage stage, string name, ModelInfo added)
    {
        var folder = Path.Combine(repository, name);
        if (!Directory.Exists(folder))
        {
            stage.Publish(null);
            return null;
        }

        var there = ModelRepository.ReadModel(folder);
        var named = variant == ManifestFile.Teacher ? there.Manifest?.Teacher : there.Manifest?.Student;
        if (there.Manifest is null || (there.Variants.Count > 0 && there.Manifest.Task != added.Task) || (named ?? variant) != variant)
        {
            return $"The model.json of '{name}' is faulty, is for another task, or names another {variant}: change it, or write another --name.";
        }

        stage.Publish(variant);
        ManifestFile.SetPrecision(folder, variant, precision);
        return null;
    }

    private async Task<string?> PullAsync(
        HubConnection connection,
        HubModel model,
        HubFile[] files,
        ModelStage stage,
        CancellationToken cancellationToken
    )
    {
        var folder = Path.Combine(stage.ModelFolder, variant);
        var there = Directory.Exists(folder) ? new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories) : [];
        var bytes = files.Sum(static file => file.Size) - there.Sum(static file => file.Length); // of a download that goes on
        if (new DriveInfo(stage.Root).AvailableFreeSpace < bytes)
        {
            throw new IOException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The files that are missing have {bytes} bytes, and the disk of {repository} has less space left."
                )
            );
        }

        var download = new HubDownload(connection);
        await CommandProgress.RunAsync(
            $"{model.Id} ({files.Length} files)",
            Math.Max(1, bytes),
            async task =>
            {
                var done = 0L;
                foreach (var file in files)
                {
                    var path = Path.Combine(folder, file.Path);
                    Directory.CreateDirectory(Path.GetDirectoryName(path) ?? folder);
                    await download.DownloadAsync(model, file, path, at => task.Value = done + at, cancellationToken);
                    done += file.Size;
                }

                return done;
            },
            new DownloadedColumn(),
            new TransferSpeedColumn(),
            new RemainingTimeColumn()
        );
        ManifestFile.Write(
            stage.ModelFolder,
            variant,
            precision,
            model.License,
            $"{new Uri(connection.Settings.Endpoint, model.Id)} at {model.Commit}"
        );
        return null;
    }

    /// <summary>Copies what an export consists of. Links are followed, as in the cache of huggingface_hub.</summary>
    private async Task<string?> CopyAsync(string source, ModelStage stage, CancellationToken cancellationToken)
    {
        var needed = LocalExport.Files(source, precision, out var fault);
        if (fault is not null)
        {
            return fault;
        }

        Directory.Delete(stage.ModelFolder, recursive: true); // an interrupted copy is not continued
        foreach (var name in needed)
        {
            var target = Path.Combine(stage.ModelFolder, variant, name);
            Directory.CreateDirectory(Path.GetDirectoryName(target) ?? stage.ModelFolder);
            await using var from = File.OpenRead(Path.Combine(source, name));
            await using var to = File.Create(target);
            await from.CopyToAsync(to, cancellationToken);
        }

        ManifestFile.Write(stage.ModelFolder, variant, precision, null, null);
        return null;
    }

    private bool IsInRepository(string folder) =>
        folder == repository || folder.StartsWith(repository + Path.DirectorySeparatorChar, StringComparison.Ordinal);
}
