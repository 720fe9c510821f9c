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

    /// <summary>Reads one model's definition.</summary>
    public static ModelDefinition ReadModel(string folder)
    {
        List<string> faults = [], warnings = [];
        string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(folder));
        ModelManifest? manifest = ManifestReader.Read(Path.Combine(folder, "model.json"), faults, warnings);
        List<VariantDefinition> variants = [];
        if (manifest is not null)
        {
            string? student = manifest.Student ?? FindStudent(folder);
            string? teacher = manifest.TeacherIsRemote ? null : manifest.Teacher ?? FindTeacher(folder, student);
            if (student is null && teacher is null)
            {
                faults.Add("There is no variant: put the export into a folder named 'student' beside model.json, or name its folder there as \"student\".");
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
        ExportDescription? export = ExportReader.Read(folder, manifest, faults);
        return new VariantDefinition(role, folder, export, faults);
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
