namespace TransformerService.Models.Onnx;

/// <summary>Describes what to do if an ONNX file is missing, based on the files that exist instead.</summary>
internal static class MissingOnnx
{
    private const int MostNames = 5;
    private const int MostFiles = 1_000;
    private const string Extension = ".onnx";

    private static readonly EnumerationOptions Readable = new() { IgnoreInaccessible = true, AttributesToSkip = FileAttributes.None };

    /// <summary>The weight files of PyTorch and other frameworks.</summary>
    private static readonly string[] WeightNames =
    [
        "*.safetensors",
        "pytorch_model*.bin",
        "*.pt",
        "*.pth",
        "tf_model.h5",
        "flax_model.msgpack",
        "model.ckpt*",
        "*.gguf",
    ];

    /// <summary>Returns a sentence that says what to do.</summary>
    /// <param name="folder">The variant's folder.</param>
    /// <param name="stem">The missing file's name, without its extension.</param>
    /// <param name="task">What the model is to do.</param>
    /// <param name="exportTask">The task's name for optimum-cli, where it is not the task's own.</param>
    public static string Advice(string folder, string stem, ModelTask task, string? exportTask = null)
    {
        var isDecoder = stem.StartsWith("decoder", StringComparison.Ordinal);
        string[] graphs = [.. Graphs(folder)];
        var isPair = Array.Exists(graphs, IsOfPair);
        (string Name, string Stem)[] similar =
        [
            .. graphs
                .Select(name => (Name: name, Stem: isPair ? StemOf(name) : "model"))
                .Where(graph =>
                    graph.Stem == stem
                    || (
                        isDecoder
                        && graph.Stem.StartsWith("decoder", StringComparison.Ordinal)
                        && graph.Stem != OnnxFileFinder.DecoderWithPast // it cannot make the first step
                    )
                )
                .OrderBy(graph => graph.Name.Contains("16", StringComparison.Ordinal)), // float16 last: many such exports are refused
        ];
        if (similar.Length > 0)
        {
            // model.json may name a file where it is found: in the folder, or in its folder onnx.
            var named =
                isPair
                || (similar[0].Name.Contains('/') && !similar[0].Name.StartsWith(OnnxFileFinder.Subfolder + "/", StringComparison.Ordinal))
                    ? null
                    : similar[0].Name;
            return $"{ThereIs([.. similar.Select(graph => graph.Name)])}; "
                + (
                    named is null
                        ? $"rename what is to be served, e.g. {similar[0].Name} to {Renamed(similar[0].Name, similar[0].Stem)}."
                        : $"write \"file\": \"{named}\" into model.json to serve it."
                );
        }

        var export = $"optimum-cli export onnx --model <the PyTorch model's folder> --task {exportTask ?? ExportTask(task)} <a new folder>";
        if (graphs.Length > 0 && isPair != task.HasDecoder())
        {
            return $"{ThereIs(graphs)}, which is the export of another task; check model.json's 'task', or export for this one: {export}.";
        }

        string[] weights =
        [
            .. WeightNames
                .SelectMany(name => Directory.EnumerateFiles(folder, name))
                .Select(path => Path.GetFileName(path))
                .Order(StringComparer.Ordinal),
        ];
        return weights.Length > 0 ? $"{ThereIs(weights)}, but no ONNX export of it: {export}." : $"Export it: {export}.";
    }

    /// <summary>Whether a folder has graphs of an encoder-decoder, under any name.</summary>
    public static bool HasPair(string folder) => Graphs(folder).Any(IsOfPair);

    /// <summary>The task's name for optimum-cli.</summary>
    public static string ExportTask(ModelTask task) => ModelTasks.Of(task).ExportTask;

    /// <summary>The ONNX files in the folder and in its subfolders, where they are not loaded from.</summary>
    private static IEnumerable<string> Graphs(string folder) =>
        new DirectoryInfo(folder)
            .EnumerateDirectories("*", Readable)
            .Where(inner => !inner.Name.StartsWith('.') && inner.LinkTarget is null)
            .Select(inner => inner.FullName)
            .Prepend(folder)
            .SelectMany(place => Directory.EnumerateFiles(place, "*" + Extension, Readable))
            .Take(MostFiles)
            .Select(path => Path.GetRelativePath(folder, path).Replace('\\', '/'))
            .Order(StringComparer.Ordinal);

    /// <summary>A graph that only has "encoder" in its name may be an encoder alone.</summary>
    private static bool IsOfPair(string name) =>
        StemOf(name).StartsWith("decoder", StringComparison.Ordinal)
        || name[(name.LastIndexOf('/') + 1)..].StartsWith(OnnxFileFinder.Encoder, StringComparison.Ordinal);

    private static string StemOf(string name)
    {
        var file = name[(name.LastIndexOf('/') + 1)..];
        return !Has("decoder")
            ? Has("encoder")
                ? "encoder_model"
                : "model"
            : Has("past")
                ? "decoder_with_past_model"
                : Has("merged")
                    ? "decoder_model_merged"
                    : "decoder_model";

        bool Has(string part) => file.Contains(part, StringComparison.OrdinalIgnoreCase);
    }

    private static string Renamed(string name, string stem) =>
        $"{(name.StartsWith(OnnxFileFinder.Subfolder + "/", StringComparison.Ordinal) ? OnnxFileFinder.Subfolder + "/" : "")}{stem}{Extension}";

    private static string ThereIs(string[] names) =>
        $"There is {string.Join(", ", names.Take(MostNames))}{(names.Length > MostNames ? $" and {names.Length - MostNames} more" : "")}";
}
