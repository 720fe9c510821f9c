using System.Globalization;
using System.Text.Json;
using TransformerService.Distillation.Evaluation;
using TransformerService.Distillation.Pipeline;
using TransformerService.Distillation.Recipes;
using TransformerService.Distillation.Tests.Pipeline;
using TransformerService.Models;
using Xunit;

namespace TransformerService.Distillation.Tests.Improvement;

/// <summary>
/// A served classifier, made once: the student knows the words of the old domain, and takes those of the new one for fillers; the teacher
/// knows both. Tests copy its folder.
/// </summary>
public sealed class ImprovableModel : IAsyncLifetime
{
    public const string Name = "requests";

    private const string RecipeJson = """
        {
          "task": "text-classification", "corpora": [ "train.tsv" ], "validation": [ "validation.tsv" ],
          "pieces": 120, "maxTokens": 32, "precision": "float32",
          "teacher": {
            "modelSize": 32, "heads": 4, "encoderLayers": 2, "feedForward": 48,
            "training": { "epochs": 6, "tokenBudget": 512, "learningRate": 0.005, "warmupSteps": 20, "decay": "linear", "labelSmoothing": 0 }
          },
          "student": {
            "modelSize": 32, "heads": 4, "encoderLayers": 1, "feedForward": 48,
            "training": { "epochs": 5, "tokenBudget": 512, "learningRate": 0.005, "warmupSteps": 20, "decay": "linear", "labelSmoothing": 0 }
          },
          "quantization": { "examples": 64, "calibrations": [ { "method": "minMax" } ] },
          "description": { "license": "none", "summary": "Says what a request is about." }
        }
        """;

    private static readonly (string Label, string[] Words)[] NewWords =
    [
        ("money", ["loan", "credit"]),
        ("weather", ["storm", "fog"]),
        ("music", ["band", "choir"]),
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("improvable-").FullName;

    /// <summary>The recipe and its corpora, the old domain.</summary>
    public string Data => Path.Combine(_folder, "old");

    public string Recipe => Path.Combine(Data, "recipe.json");

    public async ValueTask InitializeAsync()
    {
        // Every word is in every vocabulary.
        var random = new Random(7);
        string[] fillers = [.. NewWords.SelectMany(topic => topic.Words)];
        await MakeAsync("old", Old, Stages.Teacher | Stages.Student);
        await MakeAsync("both", count => [.. Shifted(count, seed: count), .. Old(count)], Stages.Teacher);

        IReadOnlyList<(string Text, string Label)> Old(int count) =>
            [.. TinyCorpus.Requests(count, seed: count).Select(text => ($"{text.Text} {fillers[random.Next(6)]}", text.Label))];
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>Texts of the new domain.</summary>
    internal static IReadOnlyList<(string Text, string Label)> Shifted(int count, int seed)
    {
        var random = new Random(seed);
        string[] fillers = ["please", "tell", "me", "about", "the", "now", "can", "you", "today", "a"];
        return
        [
            .. Enumerable
                .Range(0, count)
                .Select(_ =>
                {
                    var (label, words) = NewWords[random.Next(NewWords.Length)];
                    List<string> text = [.. Enumerable.Range(0, random.Next(3, 8)).Select(_ => fillers[random.Next(fillers.Length)])];
                    text.Insert(random.Next(text.Count + 1), words[random.Next(words.Length)]);
                    return (string.Join(' ', text), label);
                }),
        ];
    }

    /// <summary>Copies the model, its student as version 1, into a folder.</summary>
    /// <param name="folder">The folder, e.g. models/requests.</param>
    /// <param name="teacher">Whether the model has a teacher.</param>
    public void CopyTo(string folder, bool teacher)
    {
        Copy(Path.Combine(_folder, "old", "work", "model", "student"), Path.Combine(folder, "student", "1"));
        if (teacher)
        {
            Copy(Path.Combine(_folder, "both", "work", "model", "teacher"), Path.Combine(folder, "teacher"));
        }

        File.WriteAllText(Path.Combine(folder, "model.json"), """{ "task": "text-classification", "current": { "student": "1" } }""");
    }

    /// <summary>The lines that a server would export of live traffic, half of it of the new domain.</summary>
    /// <param name="count">Number of texts that were compared.</param>
    /// <param name="share">Share of the control sample.</param>
    /// <param name="label">Changes the teacher's label, by the number of the text.</param>
    internal async Task<IReadOnlyList<string>> ExportAsync(int count, double share, Func<int, string, string> label)
    {
        var random = new Random(3);
        (string Text, string Label)[] texts =
        [
            .. Shifted(count / 2, seed: 21).Concat(TinyCorpus.Requests(count / 2, seed: 22)).DistinctBy(text => text.Text),
        ];
        var folder = Path.Combine(_folder, "asked");
        if (!Directory.Exists(folder))
        {
            CopyTo(folder, teacher: false);
        }

        using var student = ClassificationEvaluator.Open(ModelVariant.Find(folder, VariantRole.Student));
        (var found, _) = await student.ClassifyAsync([.. texts.Select(text => text.Text)], TestContext.Current.CancellationToken);
        List<string> lines = [];
        for (var text = 0; text < texts.Length; text++)
        {
            string answer = student.Labels[Array.IndexOf(found[text], found[text].Max())],
                taught = label(text, texts[text].Label);
            if (answer != taught || random.NextDouble() < share)
            {
                lines.Add(Line(texts[text].Text, taught, answer, answer == taught ? share : 1));
            }
        }

        return lines;
    }

    internal static string Line(string source, string target, string student, double probability) =>
        JsonSerializer.Serialize(
            new
            {
                source,
                target,
                student,
                severity = student == target ? 0 : 0.9,
                weight = 1,
                sample = student == target ? "control" : "severe",
                probability,
            }
        );

    private async Task MakeAsync(string name, Func<int, IReadOnlyList<(string Text, string Label)>> texts, Stages stages)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, name)).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "recipe.json"), RecipeJson);
        Write("train.tsv", texts(600));
        Write("validation.tsv", texts(200));
        var options = new PipelineOptions
        {
            DataFolder = folder,
            Work = new WorkFolder(Path.Combine(folder, "work")),
            Stages = stages,
        };
        var recipe = (ClassificationRecipe)RecipeFile.Read(Path.Combine(folder, "recipe.json"));
        await new ClassificationPipeline(recipe, options, TextWriter.Null).RunAsync(CancellationToken.None);

        void Write(string file, IEnumerable<(string Text, string Label)> lines) =>
            File.WriteAllLines(
                Path.Combine(folder, file),
                lines.Select(line => string.Create(CultureInfo.InvariantCulture, $"{line.Text}\t{line.Label}"))
            );
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy) ?? to);
            File.Copy(file, copy);
        }
    }
}
