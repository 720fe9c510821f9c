using TransformerService.Models.Files;

namespace TransformerService.Models.Onnx;

/// <summary>
/// Finds an export's ONNX files: in the folder itself (Optimum) or in its <c>onnx</c> folder (the layout of transformers.js and of
/// sentence-transformers). Of several precisions model.json names one, or the first of <see cref="Precisions.All"/> is taken.
/// </summary>
internal static class OnnxFileFinder
{
    /// <summary>The folder of the transformers.js layout.</summary>
    public const string Subfolder = ExportFolders.Onnx;

    internal const string Model = "model",
        Encoder = "encoder_model",
        Decoder = "decoder_model",
        DecoderWithPast = "decoder_with_past_model",
        DecoderMerged = "decoder_model_merged";

    /// <summary>Finds the files of a task.</summary>
    /// <param name="folder">The export's folder.</param>
    /// <param name="task">What the model is to do.</param>
    /// <param name="choice">Which of several files model.json names.</param>
    /// <param name="faults">Receives what is missing, with what to do.</param>
    /// <param name="warnings">Receives which of several precisions is taken if model.json names none.</param>
    /// <param name="exportTask">What the advice says for the export's task, where that is unknown.</param>
    public static OnnxFiles Find(
        string folder,
        ModelTask task,
        OnnxChoice choice,
        List<string> faults,
        List<string> warnings,
        string? exportTask = null
    )
    {
        if (choice.File is { } file && !task.HasDecoder())
        {
            var path = Path.Combine(folder, file);
            if (!File.Exists(path))
            {
                faults.Add($"model.json: 'file' is \"{file}\", which is missing. {MissingOnnx.Advice(folder, Model, task, exportTask)}");
            }

            return new OnnxFiles { Model = File.Exists(path) ? path : null };
        }

        if (choice.File is not null)
        {
            faults.Add(
                $"model.json: 'file' names one file, but a {ModelTasks.Of(task).Name} model has several: write 'precision' instead."
            );
        }

        return task.HasDecoder()
            ? FindPair(folder, choice.Precision, faults, warnings)
            : new OnnxFiles { Model = Required(folder, Model, task, choice.Precision, faults, warnings, exportTask: exportTask) };
    }

    /// <summary>The names that a graph may have in an export's folder, the first to be taken first.</summary>
    /// <param name="stem">The name without precision and extension.</param>
    /// <param name="precision">The precision; <see langword="null"/> for every one.</param>
    internal static IEnumerable<string> NamesOf(string stem, string? precision) =>
        new[] { "", Subfolder + "/" }.SelectMany(place =>
            Precisions
                .All.Where(known => precision is null || known.Name == precision)
                .SelectMany(known => known.Endings.Select(ending => $"{place}{stem}{ending}.onnx"))
        );

    private static OnnxFiles FindPair(string folder, string? precision, List<string> faults, List<string> warnings)
    {
        // Files of one precision belong together; without a whole set the first of each is taken.
        var common = precision ?? Precisions.All.Select(known => known.Name).FirstOrDefault(name => IsWhole(folder, name));
        var encoder = Required(folder, Encoder, ModelTask.Translation, precision, faults, warnings, common);
        var decoder = Locate(folder, Decoder, common);
        var withPast = Locate(folder, DecoderWithPast, common);
        var merged = Locate(folder, DecoderMerged, common);
        if (withPast is not null && decoder is null && merged is null)
        {
            faults.Add(
                $"decoder_model.onnx (or decoder_model_quantized.onnx) is missing: decoder_with_past_model.onnx cannot make the first step. {MissingOnnx.Advice(folder, Decoder, ModelTask.Translation)}"
            );
        }
        else if (decoder is null && merged is null)
        {
            faults.Add(
                OtherPrecisions(folder, DecoderMerged, precision)
                    ?? OtherPrecisions(folder, Decoder, precision)
                    ?? "There is no decoder: decoder_model_merged.onnx, or decoder_model.onnx with decoder_with_past_model.onnx (or their _quantized names). "
                        + MissingOnnx.Advice(folder, Decoder, ModelTask.Translation)
            );
        }

        // The split files come first: the merged one copies the encoder's keys and values at every step.
        var split = decoder is not null && withPast is not null;
        return new OnnxFiles
        {
            Encoder = encoder,
            Decoder = split || merged is null ? decoder : null,
            DecoderWithPast = split ? withPast : null,
            DecoderMerged = split ? null : merged,
        };
    }

    private static bool IsWhole(string folder, string precision) =>
        IsFetched(Locate(folder, Encoder, precision))
        && (IsFetched(Locate(folder, Decoder, precision)) || IsFetched(Locate(folder, DecoderMerged, precision)));

    /// <summary>Whether it is there and not a pointer of Git LFS.</summary>
    private static bool IsFetched(string? path) => path is not null && GitLfs.FaultOf(path) is null;

    private static string? Required(
        string folder,
        string stem,
        ModelTask task,
        string? precision,
        List<string> faults,
        List<string> warnings,
        string? chosen = null,
        string? exportTask = null
    )
    {
        var path = Locate(folder, stem, chosen ?? precision);
        if (path is null)
        {
            faults.Add(
                OtherPrecisions(folder, stem, precision)
                    ?? $"{stem}.onnx (or {stem}_quantized.onnx) is missing. {MissingOnnx.Advice(folder, stem, task, exportTask)}"
            );
        }
        else if (precision is null && There(folder, stem) is { Length: > 1 } several)
        {
            warnings.Add(
                $"There are {Listed(several)}: {Shown(folder, path)} is used. To choose another, write \"precision\" into model.json."
            );
        }

        return path;
    }

    /// <summary>The fault of a precision that is not there while others are.</summary>
    private static string? OtherPrecisions(string folder, string stem, string? precision) =>
        precision is not null && There(folder, stem) is { Length: > 0 } others
            ? $"model.json: 'precision' is \"{precision}\", but there is no {stem} of it; there is {Listed(others)}."
            : null;

    /// <summary>The first file of each precision.</summary>
    private static (string Precision, string File)[] There(string folder, string stem) =>
        [
            .. Precisions
                .All.Select(known => (known.Name, Path: Locate(folder, stem, known.Name)))
                .Where(found => found.Path is not null)
                .DistinctBy(found => found.Path) // a file may stand for two precisions
                .Select(found => (found.Name, Shown(folder, found.Path ?? ""))),
        ];

    private static string Listed((string Precision, string File)[] files) =>
        string.Join(", ", files.Select(found => $"{found.File} ({found.Precision})"));

    private static string Shown(string folder, string path) => Path.GetRelativePath(folder, path).Replace('\\', '/');

    /// <summary>
    /// The file of a precision, or of the first one that is there. Of a clone not every file may be fetched: Git LFS pointers come last.
    /// </summary>
    private static string? Locate(string folder, string stem, string? precision)
    {
        string[] files = [.. NamesOf(stem, precision).Select(name => Path.Combine(folder, name)).Where(File.Exists)];
        return Array.Find(files, path => GitLfs.FaultOf(path) is null) ?? files.FirstOrDefault();
    }
}

/// <summary>Which of several ONNX files a model.json names.</summary>
/// <param name="Precision">A precision, as <see cref="Precisions.Find"/> returns it.</param>
/// <param name="File">A file of the export's folder, or of its folder <c>onnx</c>.</param>
public sealed record OnnxChoice(string? Precision = null, string? File = null);
