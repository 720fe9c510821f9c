using System.Security.Cryptography;
using System.Text.Json;
using TransformerService.Distillation.Evaluation;
using TransformerService.Distillation.Pipeline;
using TransformerService.Distillation.Training;

namespace TransformerService.Distillation.Improvement;

/// <summary>
/// An improvement on disk. It is continued until it has decided, as long as it would begin with the same version, recipe, options and
/// export; otherwise it begins again. Only one process works in a folder at a time.
/// </summary>
internal sealed class ImprovementRun : IDisposable
{
    private const string Running = "run",
        Last = "last";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private readonly string _folder;
    private readonly FileStream[] _locks;

    private ImprovementRun(string folder, params FileStream[] locks) => (_folder, _locks) = (folder, locks);

    /// <summary>Whether it was begun earlier.</summary>
    public bool IsContinued { get; private set; }

    /// <summary>The folders of the run.</summary>
    public WorkFolder Work => new(Path.Combine(_folder, Running));

    /// <summary>The folder of the last run that decided.</summary>
    public string Decided => Path.Combine(_folder, Last);

    /// <summary>The export, saved once: a server's next one would be another.</summary>
    public string Export => Path.Combine(Work.Path, "export.jsonl");

    /// <summary>The earlier fixes as they were when the run began: at its end it adds to them.</summary>
    public string Fixes => Path.Combine(Work.Path, "fixes.jsonl");

    /// <summary>The teacher's distributions.</summary>
    public string Labels(string part) => Path.Combine(Work.Path, $"labels-{part}.safetensors");

    /// <summary>A teacher's translations, JSON lines.</summary>
    public string Translations(string part) => Path.Combine(Work.Path, $"translations-{part}.jsonl");

    /// <summary>The comparisons and the decision.</summary>
    public string Result => Path.Combine(Work.Path, "result.json");

    /// <summary>Opens the folder, and continues the run in it or begins another one.</summary>
    /// <param name="options">The options.</param>
    /// <param name="next">The version to begin with.</param>
    /// <param name="recipeFile">The recipe's file.</param>
    /// <param name="corpora">The recipe's files of texts.</param>
    /// <param name="teacher">The model that labels, if there is one.</param>
    /// <param name="log">Says what is continued.</param>
    /// <exception cref="TrainingException">Another process works in the folder, or on the model.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static ImprovementRun Open(
        ImprovementOptions options,
        NextVersion next,
        string recipeFile,
        IEnumerable<string> corpora,
        ModelVariant? teacher,
        TextWriter log
    )
    {
        var origin = JsonSerializer.Serialize(
            new
            {
                options.Model,
                studentHash = next.Current.Export.ContentHash,
                teacherHash = teacher?.Export.ContentHash,
                options.Teacher,
                recipeHash = HashOf(recipeFile),
                corpora = corpora.Select(file => File.Exists(file) ? HashOf(file) : "missing"),
                exportHash = options.Export is { } file ? HashOf(file) : options.Server?.ToString(),
                options.Labelled,
                options.Pairs,
                options.HeldOut,
                options.Replay,
                options.Rate,
                options.Epochs,
                options.MaxLoss,
                options.Seed,
            },
            Json
        );
        var work = new WorkFolder(Path.Combine(options.Work, Running));
        var path = OriginOf(work);
        var run = new ImprovementRun(
            options.Work,
            Lock(options.Work, "another improvement runs there. Wait for it, or give another --work."),
            Lock(RegressionSet.FolderOf(options.Versions), "another improvement of the model runs. Wait for it.")
        );
        try
        {
            next.RemoveUnfinished();
            run.IsContinued = File.Exists(path) && File.ReadAllText(path) == origin;
            if (run.IsContinued)
            {
                log.WriteLine($"Continuing the run in {work.Path}.");
                return run;
            }

            if (Directory.Exists(work.Path))
            {
                log.WriteLine($"The run in {work.Path} is of another version, export, data, recipe or options; it is begun again.");
                run.Discard();
            }

            Directory.CreateDirectory(work.Path);
            if (File.Exists(new RegressionSet(options.Versions).File))
            {
                File.Copy(new RegressionSet(options.Versions).File, run.Fixes);
            }

            File.WriteAllText(path + ".partial", origin);
            File.Move(path + ".partial", path);
            return run;
        }
        catch
        {
            run.Dispose();
            throw;
        }
    }

    /// <summary>Removes the run, first what says how to continue it.</summary>
    public void Discard()
    {
        File.Delete(OriginOf(Work));
        Directory.Delete(Work.Path, recursive: true);
    }

    /// <summary>Keeps the run as the last one that decided, so that the next call begins another.</summary>
    public void End()
    {
        if (Directory.Exists(Decided))
        {
            Directory.Delete(Decided, recursive: true);
        }

        Directory.Move(Work.Path, Decided);
    }

    /// <summary>Lets other processes work in the folder.</summary>
    public void Dispose() => Array.ForEach(_locks, held => held.Dispose());

    private static string OriginOf(WorkFolder work) => Path.Combine(work.Path, "run.json");

    private static FileStream Lock(string folder, string use)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, "lock");
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception) when (File.Exists(path))
        {
            throw new TrainingException($"{folder} is in use: {use}", exception);
        }
    }

    private static string HashOf(string file)
    {
        using var stream = File.OpenRead(file);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
