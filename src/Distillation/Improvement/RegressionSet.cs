using System.Text.Encodings.Web;
using System.Text.Json;
using TransformerService.Distillation.Data;
using TransformerService.Distillation.Training;

namespace TransformerService.Distillation.Improvement;

/// <summary>
/// The texts that earlier improvements repaired, with the labels that they learned. They are kept beside the versions, in a folder that the
/// server does not read.
/// </summary>
/// <param name="modelFolder">The model's folder.</param>
internal sealed class RegressionSet(string modelFolder)
{
    /// <summary>Most texts that are kept; the oldest are dropped.</summary>
    public const int MostTexts = 10_000;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The file, JSON lines of <c>source</c> and <c>target</c>.</summary>
    public string File { get; } = Path.Combine(FolderOf(modelFolder), "fixes.jsonl");

    /// <summary>What improvements keep beside a model's versions.</summary>
    public static string FolderOf(string modelFolder) => Path.Combine(modelFolder, ".improve");

    /// <summary>Reads the texts; none if there is no file. Malformed lines are skipped.</summary>
    /// <exception cref="CorpusException">The file cannot be read.</exception>
    public IReadOnlyList<LabelledText> Read() => Read(File);

    /// <summary>Reads a copy of the file.</summary>
    /// <exception cref="CorpusException">The copy cannot be read.</exception>
    public static IReadOnlyList<LabelledText> Read(string file) =>
        System.IO.File.Exists(file)
            ?
            [
                .. new CorpusReader(
                    new CorpusReaderOptions { MalformedLines = MalformedLinePolicy.Skip, MaxSkippedLines = int.MaxValue }
                ).ReadLabelled(file),
            ]
            : [];

    /// <summary>Adds texts; one that is there already gets its new label.</summary>
    /// <exception cref="TrainingException">The disk cannot be written; the file is as before.</exception>
    public void Add(IReadOnlyList<LabelledText> repaired)
    {
        var added = repaired.Select(text => text.Text).ToHashSet(StringComparer.Ordinal);
        var all = Read().Where(text => !added.Contains(text.Text)).Concat(repaired).TakeLast(MostTexts);
        var unfinished = File + ".partial";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(File) ?? modelFolder);
            System.IO.File.WriteAllLines(
                unfinished,
                all.Select(text => JsonSerializer.Serialize(new { source = text.Text, target = text.Label }, Json))
            );
            System.IO.File.Move(unfinished, File, overwrite: true);
        }
        catch (Exception exception) when (Unfinished.IsOfTheDisk(exception))
        {
            Unfinished.Delete(unfinished);
            throw new TrainingException(
                $"The repaired texts {File} cannot be written ({exception.Message}). Free disk space and run again.",
                exception
            );
        }
    }
}
