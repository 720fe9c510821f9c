using System.Text.Json;
using TransformerService.Distillation.Data.SentencePiece;
using TransformerService.Distillation.Evaluation;
using TransformerService.Distillation.Improvement;
using TransformerService.Distillation.Pipeline;
using TransformerService.Distillation.Recipes;
using TransformerService.Distillation.Tests.Pipeline;
using TransformerService.Evaluation.Comparison;
using TransformerService.Models;
using TransformerService.Models.Quality;
using Xunit;

namespace TransformerService.Distillation.Tests.Improvement;

/// <summary>
/// A served translator, made once: the student knows the sentences of the old domain, and no word of the new one; the teacher knows both.
/// Tests copy its folder.
/// </summary>
public sealed class ImprovableTranslator : IAsyncLifetime
{
    public const string Name = "tiny";

    private const string RecipeJson = """
        {
          "task": "translation", "sourceLanguage": "en", "targetLanguage": "fr", "corpora": [ "train.tsv" ],
          "pieces": 110, "requiredCharacters": "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZéô", "maxTokens": 40,
          "precision": "float32", "validationShare": 0.05, "shortlist": { "frequent": 8, "candidates": 6 },
          "teacher": {
            "modelSize": 64, "heads": 4, "encoderLayers": 1, "decoderLayers": 1, "feedForward": 128,
            "training": { "epochs": 8, "tokenBudget": 512, "learningRate": 0.004, "warmupSteps": 40, "decay": "linear", "dropout": 0, "labelSmoothing": 0.05 }
          },
          "student": {
            "modelSize": 64, "heads": 4, "encoderLayers": 1, "decoderLayers": 1, "feedForward": 128,
            "training": { "epochs": 10, "tokenBudget": 512, "learningRate": 0.004, "warmupSteps": 40, "decay": "linear", "dropout": 0, "labelSmoothing": 0.05 }
          },
          "distillation": { "beams": 1 },
          "quantization": { "examples": 64, "scoredExamples": 20, "calibrations": [ { "method": "minMax" } ] },
          "description": { "license": "none", "summary": "Translates tiny sentences." }
        }
        """;

    private static readonly (string English, string French)[] Nouns =
    [
        ("letter", "lettre"),
        ("office", "bureau"),
        ("price", "prix"),
        ("contract", "contrat"),
        ("report", "rapport"),
        ("lawyer", "avocat"),
    ];

    private static readonly (string English, string French)[] Verbs =
    [
        ("signs", "signe"),
        ("sends", "envoie"),
        ("checks", "contrôle"),
        ("cancels", "annule"),
    ];

    private static readonly (string English, string French)[] Owners = [("Our", "Notre"), ("Your", "Votre"), ("This", "Ce")];

    private readonly string _folder = Directory.CreateTempSubdirectory("improvable-").FullName;

    /// <summary>Whether spm_train is installed; otherwise there is no model.</summary>
    public bool IsMade { get; private set; }

    /// <summary>The recipe and its corpora, the old domain.</summary>
    public string Data => Path.Combine(_folder, "old");

    public string Recipe => Path.Combine(Data, "recipe.json");

    public async ValueTask InitializeAsync()
    {
        try
        {
            SpmTrain.Find(Environment.GetEnvironmentVariable("PATH"));
        }
        catch (SentencePieceException)
        {
            return;
        }

        await MakeAsync("old", TinyCorpus.Pairs(1_200, seed: 1), Stages.Baseline);
        await MakeAsync("both", [.. TinyCorpus.Pairs(1_000, seed: 1), .. Shifted(800, seed: 2)], Stages.Teacher);
        IsMade = true;
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>Sentences of the new domain.</summary>
    internal static IReadOnlyList<(string English, string French)> Shifted(int count, int seed)
    {
        var random = new Random(seed);
        return
        [
            .. Enumerable
                .Range(0, count)
                .Select(_ =>
                {
                    (string English, string French) owner = Owners[random.Next(Owners.Length)],
                        subject = Nouns[random.Next(Nouns.Length)],
                        verb = Verbs[random.Next(Verbs.Length)],
                        other = Owners[random.Next(Owners.Length)],
                        thing = Nouns[random.Next(Nouns.Length)];
                    return (
                        $"{owner.English} {subject.English} {verb.English} {other.English.ToLowerInvariant()} {thing.English}.",
                        $"{owner.French} {subject.French} {verb.French} {other.French.ToLowerInvariant()} {thing.French}."
                    );
                }),
        ];
    }

    /// <summary>Copies the model, its student as version 1 with a quality, into a folder.</summary>
    /// <param name="folder">The folder, e.g. models/tiny.</param>
    /// <param name="teacher">Whether the model has a teacher.</param>
    public void CopyTo(string folder, bool teacher)
    {
        var student = Path.Combine(folder, "student", "1");
        Copy(Path.Combine(new WorkFolder(Path.Combine(Data, "work")).Baseline(1), "student"), student);
        if (teacher)
        {
            Copy(Path.Combine(_folder, "both", "work", "model", "teacher"), Path.Combine(folder, "teacher"));
        }

        File.WriteAllText(
            Path.Combine(folder, "model.json"),
            """{ "task": "translation", "sourceLanguage": "en", "targetLanguage": "fr", "current": { "student": "1" } }"""
        );
        var hash = ModelVariant.Find(folder, VariantRole.Student).Export.ContentHash;
        QualityJson.Write(student, new QualityCalibration(hash, 0, new double[QualitySigns.Count]));
    }

    /// <summary>The lines that a server would export of live traffic: half of the new domain, a tenth of two sentences.</summary>
    /// <param name="count">Number of texts that were compared.</param>
    /// <param name="share">Share of the control sample.</param>
    /// <param name="target">Changes the teacher's translation, by the number of the text.</param>
    internal async Task<IReadOnlyList<string>> ExportAsync(int count, double share, Func<int, string, string> target)
    {
        var random = new Random(3);
        IReadOnlyList<(string English, string French)> old = TinyCorpus.Pairs(count / 2, seed: 22),
            shifted = Shifted(count / 2, seed: 21);
        (string English, string French)[] texts =
        [
            .. shifted
                .Concat(old)
                .Select((text, place) => place % 10 == 0 ? Joined(text, shifted[^1]) : text)
                .DistinctBy(text => text.English),
        ];
        var folder = Path.Combine(_folder, "asked");
        if (!Directory.Exists(folder))
        {
            CopyTo(folder, teacher: false);
        }

        using var student = TranslationEvaluator.Open(ModelVariant.Find(folder, VariantRole.Student));
        var found = await SplitText.TranslateAsync(
            student,
            [.. texts.Select(text => text.English)],
            "en",
            TestContext.Current.CancellationToken
        );
        List<string> lines = [];
        for (var text = 0; text < texts.Length; text++)
        {
            var taught = target(text, texts[text].French);
            var severe = TranslationDifference.Of(texts[text].English, found[text], taught).Differs;
            if (severe || random.NextDouble() < share)
            {
                lines.Add(Line(texts[text].English, taught, found[text], severe, severe ? 1 : share));
            }
        }

        return lines;

        static (string English, string French) Joined((string English, string French) one, (string English, string French) other) =>
            ($"{one.English}\n- {other.English}", $"{one.French}\n- {other.French}");
    }

    internal static string Line(string source, string target, string student, bool severe, double probability) =>
        JsonSerializer.Serialize(
            new
            {
                source,
                target,
                student,
                severity = severe ? 0.9 : 0,
                weight = 1,
                sample = severe ? "severe" : "control",
                probability,
            }
        );

    private async Task MakeAsync(string name, IReadOnlyList<(string English, string French)> pairs, Stages stages)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, name)).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "recipe.json"), RecipeJson);
        await File.WriteAllLinesAsync(Path.Combine(folder, "train.tsv"), pairs.Select(pair => $"{pair.English}\t{pair.French}"));
        var options = new PipelineOptions
        {
            DataFolder = folder,
            Work = new WorkFolder(Path.Combine(folder, "work")),
            Stages = stages,
        };
        var recipe = (TranslationRecipe)RecipeFile.Read(Path.Combine(folder, "recipe.json"));
        await new TranslationPipeline(recipe, options, TextWriter.Null).RunAsync(CancellationToken.None);
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }
    }
}
