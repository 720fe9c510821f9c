using System.Text.Json;
using TransformerService.Models.Files;
using TransformerService.Models.Onnx;

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
        "precision",
        "file",
        "license",
        "description",
        "prefix",
        "taskSpecificParams",
        "shortlist",
        "shadow",
        "promotion",
        "cascade",
    ];

    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <summary>Returns the manifest, or <see langword="null"/> with at least one fault.</summary>
    public static ModelManifest? Read(string path, List<string> faults, List<string> warnings)
    {
        if (JsonFile.Read(path, Lenient, faults) is not { } root)
        {
            return null;
        }

        root.WarnOfUnknown(KnownFields, warnings);
        var before = faults.Count;
        var taskName = root.Text("task");
        var task = taskName is null ? null : ModelTasks.Find(taskName);
        if (task is null && taskName is not null)
        {
            root.Fault("task", $"one of {string.Join(", ", ModelTasks.All.Select(known => $"\"{known.Name}\""))}, or left out");
        }

        var manifest = new ModelManifest(task ?? default)
        {
            NamesTask = task is not null,
            SourceLanguage = root.Text("sourceLanguage"),
            TargetLanguage = root.Text("targetLanguage"),
            Student = Folder(root, "student"),
            Teacher = Folder(root, "teacher"),
            Current = ManifestCurrentReader.Read(root, faults),
            Precision = Each(root, "precision", Precisions.Find, $"one of {Precisions.Names}"),
            File = Each(
                root,
                "file",
                OnnxFile,
                "an ONNX file of the variant's folder or of its folder onnx, e.g. \"onnx/model_int8.onnx\""
            ),
            License = root.Text("license"),
            Description = root.Text("description"),
            Prefix = root.Text("prefix"),
            TaskSpecificParams = root.Text("taskSpecificParams"),
            Shortlist = root.Flag("shortlist") ?? true,
            Shadow = ManifestShadowReader.Read(root, warnings),
            Promotion = ManifestPromotionReader.Read(root, warnings),
            Cascade = ManifestCascadeReader.Read(root, task, warnings),
        };
        return faults.Count == before ? manifest : null;
    }

    /// <summary>A variant is a folder directly inside the model's: a path could lead out of the repository.</summary>
    private static string? Folder(JsonSection root, string field)
    {
        var name = root.Text(field);
        var remote = field == "teacher" && RemoteTeacherAddress.IsMeant(name);
        if (name is null || (remote ? RemoteTeacherAddress.Parse(name) is not null : IsFolderName(name)))
        {
            return name;
        }

        var advice = name.TrimEnd('/', '\\') == "." ? $": move the export into a folder named '{field}' there" : "";
        root.Fault(field, $"the name of a folder beside it{(field == "teacher" ? ", or grpc://host:port/name" : "")}{advice}");
        return null;
    }

    /// <summary>Reads a setting: one for all variants, or an object with those of the student and the teacher.</summary>
    private static OfVariants Each(JsonSection root, string field, Func<string, string?> read, string mustBe)
    {
        if (root.Value(field) is { ValueKind: JsonValueKind.Object })
        {
            return root.Section(field) is { } each ? new OfVariants(Known(each, "student"), Known(each, "teacher")) : default;
        }

        var all = Known(root, field);
        return new OfVariants(all, all);

        string? Known(JsonSection section, string name) =>
            section.Text(name, text => read(text) is not null, mustBe) is { } text ? read(text) : null;
    }

    private static string? OnnxFile(string name) =>
        name.EndsWith(".onnx", StringComparison.Ordinal)
        && IsFolderName(
            name.StartsWith(OnnxFileFinder.Subfolder + "/", StringComparison.Ordinal) ? name[(OnnxFileFinder.Subfolder.Length + 1)..] : name
        )
            ? name
            : null;

    private static bool IsFolderName(string name) =>
        name.Length > 0 && name is not ("." or "..") && !name.AsSpan().ContainsAny('/', '\\', '\0');
}
