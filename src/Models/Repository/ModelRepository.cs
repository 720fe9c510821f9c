using TransformerService.Models.Exports;

namespace TransformerService.Models.Repository;

/// <summary>The model repository on disk: <c>&lt;path&gt;/&lt;name&gt;/model.json</c> beside one folder per variant.</summary>
public static class ModelRepository
{
    /// <summary>Reads every model's definition, by name. A faulty folder is part of the answer, with its faults.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public static IReadOnlyList<ModelDefinition> Read(string path) =>
    [
        .. Directory.EnumerateDirectories(path)
            .Where(folder => !Path.GetFileName(folder).StartsWith('.'))
            .Order(StringComparer.Ordinal)
            .Select(ReadModel),
    ];

    /// <summary>Reads one model's definition; whatever its folder provokes is its own fault.</summary>
    public static ModelDefinition ReadModel(string folder)
    {
        string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(folder));
        try
        {
            return ReadModel(folder, name);
        }
        catch (Exception exception)
        {
            // The boundary of one model: its folder must not hide the others.
            return new ModelDefinition(name, null, [], [$"The folder cannot be read: {exception.Message}"], []);
        }
    }

    private static ModelDefinition ReadModel(string folder, string name)
    {
        List<string> faults = [], warnings = [];
        ModelManifest? manifest = ManifestReader.Read(Path.Combine(folder, "model.json"), faults, warnings);
        List<VariantDefinition> variants = [];
        if (manifest is not null)
        {
            string? student = manifest.Student ?? FindStudent(folder);
            string? teacher = manifest.TeacherIsRemote ? null : manifest.Teacher ?? FindTeacher(folder, student);
            if (student is null && teacher is null)
            {
                string found = VariantFolders(folder) is { Count: > 0 } folders ? $" Folders there: {string.Join(", ", folders)}." : "";
                faults.Add($"There is no variant: put the export into a folder named 'student' beside model.json, or name its folder there as \"student\".{found}");
            }

            if (student is not null)
            {
                variants.Add(ReadVariant(VariantRole.Student, Path.Combine(folder, student), manifest));
            }

            if (teacher is not null)
            {
                variants.Add(ReadVariant(VariantRole.Teacher, Path.Combine(folder, teacher), manifest));
            }
        }

        return new ModelDefinition(name, manifest, variants, faults, warnings);
    }

    private static VariantDefinition ReadVariant(VariantRole role, string folder, ModelManifest manifest)
    {
        if (!Directory.Exists(folder))
        {
            return new VariantDefinition(role, folder, null, [$"The folder '{Path.GetFileName(folder)}' is missing beside model.json."]);
        }

        List<string> faults = [];
        try
        {
            ExportDescription? export = ExportReader.Read(folder, manifest, faults);
            return new VariantDefinition(role, folder, export, faults);
        }
        catch (Exception exception)
        {
            // The boundary of one variant: a broken teacher must not take its student along.
            return new VariantDefinition(role, folder, null, [.. faults, $"The folder cannot be read: {exception.Message}"]);
        }
    }

    private static string? FindStudent(string folder)
    {
        List<string> folders = VariantFolders(folder);
        return folders.Contains("student") ? "student" : folders is [var only] && only != "teacher" ? only : null;
    }

    private static string? FindTeacher(string folder, string? student) =>
        student != "teacher" && VariantFolders(folder).Contains("teacher") ? "teacher" : null;

    private static List<string> VariantFolders(string folder) =>
        [.. Directory.EnumerateDirectories(folder).Select(path => Path.GetFileName(path)).Where(name => !name.StartsWith('.'))];
}
