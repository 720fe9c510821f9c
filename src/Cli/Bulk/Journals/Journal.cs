using System.Text.Json;
using System.Text.Json.Serialization;
using TransformerService.Cli.Errors;

namespace TransformerService.Cli.Bulk.Journals;

/// <summary>How far a run is.</summary>
internal enum JournalStage
{
    /// <summary>Records are being written.</summary>
    Running,

    /// <summary>All records are written; the output is being made of them.</summary>
    Written,

    /// <summary>The output is there.</summary>
    Done,
}

/// <summary>How far a run had come when it last flushed its files.</summary>
internal sealed record Journal
{
    /// <summary>The form of this file.</summary>
    public int Version { get; init; } = CurrentVersion;

    /// <summary>The options that decide what the output has, by their names.</summary>
    public required SortedDictionary<string, string> Options { get; init; }

    /// <summary>The input.</summary>
    public required InputMark Input { get; init; }

    public JournalStage Stage { get; init; }

    /// <summary>Records that are written.</summary>
    public long Records { get; init; }

    /// <summary>Records of them that could not be done, or only in part.</summary>
    public long Faults { get; init; }

    /// <summary>The bytes of the output that stand; what follows is of a run that was killed.</summary>
    public long OutputBytes { get; init; }

    /// <summary>The same of the file of faults.</summary>
    public long FaultBytes { get; init; }

    [JsonIgnore]
    public static int CurrentVersion => 1;

    /// <summary>Reads a journal; null if there is none.</summary>
    public static Journal? Find(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            if (
                JsonSerializer.Deserialize(File.ReadAllBytes(path), JournalJson.Default.Journal) is { } journal
                && journal.Version == CurrentVersion
            )
            {
                return journal;
            }
        }
        catch (JsonException)
        {
            // As one of another version.
        }

        throw new CliException($"{path} is not a journal of this version. Begin again with --restart, or set another --output.");
    }

    /// <summary>What <see cref="Save"/> writes first.</summary>
    public static string TemporaryOf(string path) => path + ".tmp";

    /// <summary>Puts this journal in the place of the one before, whole or not at all.</summary>
    public void Save(string path)
    {
        var temporary = TemporaryOf(path);
        using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            file.Write(JsonSerializer.SerializeToUtf8Bytes(this, JournalJson.Default.Journal));
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }

    /// <summary>Why a run cannot go on from this journal; null if it can.</summary>
    /// <param name="run">The journal with which the run would begin.</param>
    public string? WhyNotOf(Journal run)
    {
        if (Input != run.Input)
        {
            return "The input has changed since the run that began this output";
        }

        string[] changed =
        [
            .. Options
                .Keys.Union(run.Options.Keys)
                .Where(name => Options.GetValueOrDefault(name) != run.Options.GetValueOrDefault(name))
                .Order(StringComparer.Ordinal),
        ];
        return changed.Length == 0 ? null : $"The run that began this output had other options ({string.Join(", ", changed)})";
    }
}

/// <summary>The journal's JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, WriteIndented = true)]
[JsonSerializable(typeof(Journal))]
internal sealed partial class JournalJson : JsonSerializerContext;
