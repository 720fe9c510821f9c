using TransformerService.Models.Exports;
using TransformerService.Models.Glossaries;
using TransformerService.Models.Manifests;
using TransformerService.Models.Screening;
using TransformerService.Models.SelfChecks;

namespace TransformerService.Models.Repository;

/// <summary>The model repository on disk: <c>&lt;path&gt;/&lt;name&gt;/model.json</c> beside one folder per variant.</summary>
public static class ModelRepository
{
    /// <summary>Reads every model's definition, by name. Faulty folders are included, with their faults.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public static IReadOnlyList<ModelDefinition> Read(string path, ModelLimits? limits = null) =>
        [.. ModelFolders(path).Order(StringComparer.Ordinal).Select(folder => ReadModel(folder, limits))];

    /// <summary>Reads the definition of the model with a name; <see langword="null"/> if there is no such folder.</summary>
    /// <remarks>The name is compared with the folders' names and never put into a path, since it may come from a caller.</remarks>
    public static ModelDefinition? FindModel(string path, string name, ModelLimits? limits = null) =>
        ModelFolders(path).FirstOrDefault(folder => Path.GetFileName(folder) == name) is { } found ? ReadModel(found, limits) : null;

    /// <summary>Reads one model's definition; every error of its folder becomes a fault of this model.</summary>
    public static ModelDefinition ReadModel(string folder, ModelLimits? limits = null)
    {
        folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        var name = Path.GetFileName(folder);
        try
        {
            return Read(folder, name, new FolderScreen(Path.GetDirectoryName(folder) ?? folder, limits ?? new ModelLimits()));
        }
        catch (Exception exception)
        {
            // The error boundary of one model: a bad folder must not hide the other models.
            return new ModelDefinition(name, null, [], [$"The folder cannot be read: {exception.Message}"], []);
        }
    }

    /// <summary>The folders of a repository that are models.</summary>
    internal static IEnumerable<string> ModelFolders(string path) =>
        Directory.EnumerateDirectories(path).Where(folder => !Path.GetFileName(folder).StartsWith('.'));

    private static ModelDefinition Read(string folder, string name, FolderScreen screen)
    {
        List<string> faults = [],
            warnings = [];
        var file = Path.Combine(folder, "model.json");
        var manifest =
            screen.IsInside(folder, faults) && screen.IsReadable(file, faults) ? ManifestReader.Read(file, faults, warnings) : null;
        List<VariantDefinition> variants = [];
        if (manifest is not null)
        {
            var student = manifest.Student ?? FindStudent(folder);
            var teacher = manifest.TeacherIsRemote ? null : manifest.Teacher ?? FindTeacher(folder, student);
            if (student is null && teacher is null && File.Exists(Path.Combine(folder, VersionFolders.ExportFile)))
            {
                faults.Add("The export lies beside model.json: move it into a folder named 'student' there, all but model.json.");
            }
            else if (student is null && teacher is null)
            {
                var found = VariantFolders(folder) is { Count: > 0 } folders ? $" Folders there: {string.Join(", ", folders)}." : "";
                faults.Add(
                    $"There is no variant: put the export into a folder named 'student' beside model.json, or name its folder there as \"student\".{found}"
                );
            }

            if (!manifest.NamesTask && (student ?? teacher) is { } first)
            {
                manifest = Tasked(
                    manifest,
                    student is null ? VariantRole.Teacher : VariantRole.Student,
                    Path.Combine(folder, first),
                    screen,
                    faults
                );
            }

            if (student is not null && faults.Count == 0)
            {
                variants.Add(ReadVariant(VariantRole.Student, Path.Combine(folder, student), manifest, screen, warnings));
            }

            if (teacher is not null && faults.Count == 0)
            {
                variants.Add(ReadVariant(VariantRole.Teacher, Path.Combine(folder, teacher), manifest, screen, warnings));
            }
        }

        return new ModelDefinition(name, manifest, variants, faults, warnings)
        {
            Glossary = ReadGlossary(folder, manifest, screen, faults, warnings),
        };
    }

    private static Glossary ReadGlossary(
        string folder,
        ModelManifest? manifest,
        FolderScreen screen,
        List<string> faults,
        List<string> warnings
    )
    {
        var path = Path.Combine(folder, GlossaryFile.Name);
        if (manifest is null || !Path.Exists(path) || !screen.IsReadable(path, faults))
        {
            return Glossary.Empty;
        }

        if (manifest.Task != ModelTask.Translation)
        {
            warnings.Add($"{GlossaryFile.Name} is ignored: only translation models have a glossary.");
            return Glossary.Empty;
        }

        return GlossaryFile.Read(path, faults);
    }

    /// <summary>The manifest with the task that the export is for; faults if its files do not show it.</summary>
    private static ModelManifest Tasked(ModelManifest manifest, VariantRole role, string folder, FolderScreen screen, List<string> faults)
    {
        var export =
            Directory.Exists(folder) && VersionFolders.Find(folder, []) is [var highest, ..] ? Path.Combine(folder, highest) : folder;
        if (!Directory.Exists(export) || !screen.IsClean(export, []))
        {
            return manifest; // the variant says what is wrong
        }

        if (TaskFinder.Find(export, manifest, role) is { } task)
        {
            return manifest with { Task = task };
        }

        var before = faults.Count;
        UnknownTask.Explain(export, manifest.FilesOf(role), screen, faults);
        if (faults.Count > before)
        {
            return manifest;
        }

        faults.Add(
            $"model.json: 'task' is missing, and the export in '{Path.GetFileName(folder)}' does not show what it is for; write one of {string.Join(", ", ModelTasks.All.Select(known => $"\"{known.Name}\""))}."
        );
        return manifest;
    }

    private static VariantDefinition ReadVariant(
        VariantRole role,
        string folder,
        ModelManifest manifest,
        FolderScreen screen,
        List<string> warnings
    )
    {
        var name = Path.GetFileName(folder);
        var numbers = Directory.Exists(folder) ? VersionFolders.Find(folder, warnings) : [];
        VersionDefinition[] versions =
            numbers.Count == 0
                ? [ReadVersion("", folder, name, manifest, role, screen)]
                :
                [
                    .. numbers.Select(number =>
                        ReadVersion(number, Path.Combine(folder, number), $"{name}/{number}", manifest, role, screen)
                    ),
                ];
        var current = manifest.Current?.Of(role) is not { } named
            ? versions[0]
            : Array.Find(versions, version => version.Number == named) ?? Missing(named, Path.Combine(folder, named), name, numbers);
        return new VariantDefinition(role, name, versions, current);
    }

    private static VersionDefinition Missing(string version, string folder, string variant, IReadOnlyList<string> numbers)
    {
        var there = numbers.Count == 0 ? "no folders with numbers" : $"the folders {string.Join(", ", numbers)}";
        return new VersionDefinition(
            version,
            folder,
            null,
            [$"model.json: 'current' names version {version} of '{variant}', which has {there}."]
        );
    }

    private static VersionDefinition ReadVersion(
        string name,
        string folder,
        string shown,
        ModelManifest manifest,
        VariantRole role,
        FolderScreen screen
    )
    {
        if (!Directory.Exists(folder))
        {
            return new VersionDefinition(name, folder, null, [$"The folder '{shown}' is missing beside model.json."]);
        }

        List<string> faults = [];
        try
        {
            var export = screen.IsClean(folder, faults) ? ExportReader.Read(folder, manifest, faults, shown, manifest.FilesOf(role)) : null;
            return new VersionDefinition(
                name,
                folder,
                export is not null && screen.IsSafe(export.Onnx, faults, out var weights)
                    ? export with
                    {
                        WeightBytes = weights + BytesOf(export.Shortlist),
                    }
                    : null,
                faults
            )
            {
                SelfCheckHash = export is null ? null : SelfCheckJson.HashOf(folder), // files that the screen refuses are not read
            };
        }
        catch (Exception exception)
        {
            // The error boundary of one version: a broken teacher must not stop its student, nor a new version the old one.
            return new VersionDefinition(name, folder, null, [.. faults, $"The folder cannot be read: {exception.Message}"]);
        }
    }

    /// <summary>The bytes of a file that the export may lack.</summary>
    private static UInt128 BytesOf(string? path) => path is null ? 0 : (UInt128)new FileInfo(path).Length;

    private static string? FindStudent(string folder)
    {
        var folders = VariantFolders(folder);
        if (folders.Contains("student") || folders is not [var only] || only == "teacher")
        {
            return folders.Contains("student") ? "student" : null;
        }

        // A clone from the Hub with an added model.json: its only folder contains the graphs, or something else.
        var isExport =
            File.Exists(Path.Combine(folder, only, VersionFolders.ExportFile))
            || !File.Exists(Path.Combine(folder, VersionFolders.ExportFile));
        return isExport ? only : null;
    }

    private static string? FindTeacher(string folder, string? student) =>
        student != "teacher" && VariantFolders(folder).Contains("teacher") ? "teacher" : null;

    private static List<string> VariantFolders(string folder) =>
        [.. Directory.EnumerateDirectories(folder).Select(path => Path.GetFileName(path)).Where(name => !name.StartsWith('.'))];
}
