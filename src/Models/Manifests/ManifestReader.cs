using System.Text.Json;
using TransformerService.Models.Files;

namespace TransformerService.Models.Manifests;

/// <summary>Reads a model.json and reports everything that is wrong with it.</summary>
internal static class ManifestReader
{
    private static readonly string[] KnownFields =
    [
        "task",
        "sourceLanguage",
        "targetLanguage",
        "student",
        "teacher",
        "current",
        "license",
        "description",
        "prefix",
        "taskSpecificParams",
        "shadow",
    ];

    private const int MostWarnings = 20;

    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <summary>Returns the manifest, or <see langword="null"/> with at least one fault.</summary>
    public static ModelManifest? Read(string path, List<string> faults, List<string> warnings)
    {
        if (JsonFile.Read(path, Lenient, faults) is not { } root)
        {
            return null;
        }

        foreach (var property in root.EnumerateObject().Where(property => !KnownFields.Contains(property.Name)).Take(MostWarnings))
        {
            warnings.Add(
                $"model.json: the field '{property.Name}' is not known and was ignored; known are {string.Join(", ", KnownFields)}."
            );
        }

        var before = faults.Count;
        var taskName = Text(root, "task", faults);
        ModelTask? task = taskName switch
        {
            "translation" => ModelTask.Translation,
            "text-classification" or "sentiment-analysis" => ModelTask.TextClassification, // transformers uses both names
            _ => null,
        };
        if (task is null && faults.Count == before)
        {
            faults.Add("model.json: 'task' must be \"translation\" or \"text-classification\".");
        }

        var manifest = new ModelManifest(task ?? default)
        {
            SourceLanguage = Text(root, "sourceLanguage", faults),
            TargetLanguage = Text(root, "targetLanguage", faults),
            Student = Folder(root, "student", faults),
            Teacher = Folder(root, "teacher", faults),
            Current = ManifestCurrentReader.Read(root, faults),
            License = Text(root, "license", faults),
            Description = Text(root, "description", faults),
            Prefix = Text(root, "prefix", faults),
            TaskSpecificParams = Text(root, "taskSpecificParams", faults),
            Shadow = ManifestShadowReader.Read(root, faults, warnings),
        };
        return faults.Count == before ? manifest : null;
    }

    private static string? Text(JsonElement root, string field, List<string> faults)
    {
        if (!root.TryGetProperty(field, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.String)
        {
            return value.GetString();
        }

        faults.Add($"model.json: '{field}' must be a string.");
        return null;
    }

    /// <summary>A variant is a folder directly inside the model's: a path could lead out of the repository.</summary>
    private static string? Folder(JsonElement root, string field, List<string> faults)
    {
        var name = Text(root, field, faults);
        var remote = field == "teacher" && RemoteTeacherAddress.IsMeant(name);
        if (name is null || (remote ? RemoteTeacherAddress.Parse(name) is not null : IsFolderName(name)))
        {
            return name;
        }

        var advice = name.TrimEnd('/', '\\') == "." ? $": move the export into a folder named '{field}' there" : "";
        faults.Add(
            $"model.json: '{field}' must be the name of a folder beside it{(field == "teacher" ? ", or grpc://host:port/name" : "")}{advice}."
        );
        return null;
    }

    private static bool IsFolderName(string name) =>
        name.Length > 0 && name is not ("." or "..") && !name.AsSpan().ContainsAny('/', '\\', '\0');
}
