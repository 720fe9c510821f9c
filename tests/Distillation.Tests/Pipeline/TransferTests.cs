using System.Text.Json;
using Shouldly;
using TransformerService.Distillation.Data;
using TransformerService.Distillation.Data.WordPiece;
using TransformerService.Distillation.Evaluation;
using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Onnx;
using TransformerService.Distillation.Pipeline;
using TransformerService.Distillation.Pretrained;
using TransformerService.Distillation.Recipes;
using TransformerService.Distillation.Tests.Pretrained;
using TransformerService.Distillation.Training;
using TransformerService.Models;
using Xunit;

namespace TransformerService.Distillation.Tests.Pipeline;

/// <summary>A classifier from a pretrained encoder, from its export to the served student, in small.</summary>
public sealed class TransferTests : IDisposable
{
    private static readonly EncoderConfig Encoder = new(
        EncoderConfig.Bert,
        ModelSize: 32,
        Heads: 4,
        Layers: 4,
        FeedForward: 48,
        Positions: 40
    );

    private static readonly TrainingOptions Training = new()
    {
        Epochs = 6,
        TokenBudget = 256,
        LearningRate = 2e-3,
        WarmupSteps = 20,
        Decay = LearningRateDecay.Linear,
        Dropout = 0.1,
        LabelSmoothing = 0,
        LayerDecay = 0.9,
    };

    private static readonly TransformerRecipe Teacher = new()
    {
        ModelSize = 32,
        Heads = 4,
        EncoderLayers = 4,
        FeedForward = 48,
        Training = Training,
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("transfer-").FullName;
    private readonly StringWriter _log = new();

    private static ClassificationRecipe Recipe =>
        new()
        {
            Corpora = ["train.tsv"],
            Validation = ["validation.tsv"],
            Unlabelled = ["plain.tsv", new("more.tsv") { Share = 0.5 }],
            Precision = PrecisionChoice.Float32, // what is measured to be faster may be another one the second time
            Pieces = 16,
            MaxTokens = 32,
            Teacher = Teacher,
            Student = Teacher with { EncoderLayers = 2, BeginWithTeacher = true },
            General = new()
            {
                Relations = 1,
                HiddenStates = 0.1,
                Training = Training with { Epochs = 3, LayerDecay = 1 },
            },
            Distillation = new() { Unlabelled = 0.5, HiddenStates = 0.05 },
        };

    public TransferTests()
    {
        WriteTsv("train.tsv", TinyCorpus.Requests(800, seed: 1));
        WriteTsv("validation.tsv", TinyCorpus.Requests(100, seed: 2));
        WriteTsv("plain.tsv", TinyCorpus.Requests(300, seed: 3).Select(text => (text.Text + " please", "x")));
        WriteTsv("more.tsv", TinyCorpus.Requests(300, seed: 4).Append(("tell me zebras", "x")));
        var encoder = Directory.CreateDirectory(EncoderFolder).FullName;
        SyntheticBert.WriteConfig(encoder, Encoder);
        var pieces = new WordPieceTrainer(new WordPieceOptions { VocabularySize = 200 }).Train([
            .. TinyCorpus.Requests(400, seed: 1).Select(text => text.Text),
            .. Enumerable.Repeat("zebras qwvjx", 40),
        ]);
        pieces.Write(encoder, 40);
        OnnxFile.Write(
            Path.Combine(encoder, "model.onnx"),
            new SyntheticBert(Encoder, pieces.Pieces.Count, seed: 6).Build(MatrixName.Bias)
        );
    }

    private string EncoderFolder => Path.Combine(_folder, "encoder");

    public void Dispose()
    {
        _log.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Run_FromAnEncoder_LearnsAndIsServed()
    {
        var options = Options("work");
        (await RunAsync(Recipe with { From = EncoderFolder }, options)).ShouldBeTrue();

        // Pieces that only other texts have are gone, and so are the unlabelled texts with them.
        var kept = File.ReadAllLines(Path.Combine(options.Work.Tokenizer, "vocab.txt"));
        kept.ShouldContain("please");
        kept.ShouldNotContain("zebras");
        _log.ToString().ShouldMatch(@"Kept \d+ of the encoder's \d+ pieces\.");
        _log.ToString().ShouldContain("; 1 left out for pieces that were not kept.");
        Curve(options, "general").ShouldSatisfyAllConditions(losses => losses[^1].ShouldBeLessThan(losses[0]));

        var texts = TinyCorpus.Requests(100, seed: 5);
        foreach (var role in new[] { VariantRole.Teacher, VariantRole.Student })
        {
            using var model = ModelVariant.Find(options.Work.Model, role).Load();
            texts
                .Count(text => model.Answer(text.Text, null, TestContext.Current.CancellationToken) == text.Label)
                .ShouldBeGreaterThan(80, $"{role}");
        }
    }

    [Fact]
    public async Task Run_KilledInEveryTraining_GoesOnToTheSameLosses()
    {
        var recipe = Recipe with { From = EncoderFolder };
        (var whole, var broken) = (Options("whole"), Options("broken"));
        (await RunAsync(recipe, whole)).ShouldBeTrue();
        foreach (var awaited in new[] { "teacher: epoch 2 done", "general: epoch 1 done", "student: epoch 3 done" })
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            using var cancelling = new CancellingWriter(_log, stop, awaited);
            (await new ClassificationPipeline(recipe, broken, cancelling).RunAsync(stop.Token)).ShouldBeFalse(awaited);
        }

        (await RunAsync(recipe, broken)).ShouldBeTrue();

        foreach (var name in new[] { "teacher", "general", "student" })
        {
            Curve(broken, name).ShouldBe(Curve(whole, name), name);
        }

        // Other unlabelled texts are another training.
        WriteTsv("plain.tsv", TinyCorpus.Requests(200, seed: 9));
        File.Delete(Path.Combine(broken.Work.Training("general"), "curve.json"));
        (await Should.ThrowAsync<TrainingException>(() => RunAsync(recipe, broken))).Message.ShouldContain("belongs to other data");
    }

    [Fact]
    public async Task Run_SecondSeed_SharesTeacherAndGeneralDistillation()
    {
        var recipe = Recipe with { From = EncoderFolder };
        var first = Options("first") with { Stages = Stages.Teacher | Stages.General };
        (await RunAsync(recipe, first)).ShouldBeTrue();
        Directory.Exists(first.Work.Training("student")).ShouldBeFalse();
        _log.ToString().ShouldContain("general: epoch 3 done");

        // As bench/distillation.sh does for each seed.
        var second = Options("second") with
        {
            Stages = Stages.Student,
            StudentSeed = 2,
        };
        foreach (var part in new[] { "tokenizer", "training/teacher", "training/general" })
        {
            CopyFolder(Path.Combine(first.Work.Path, part), Path.Combine(second.Work.Path, part));
        }

        _log.GetStringBuilder().Clear();
        (await RunAsync(recipe, second)).ShouldBeTrue();

        _log.ToString().ShouldNotContain("general: epoch");
        _log.ToString().ShouldContain("student: epoch 6 done");
        Curve(second, "general").ShouldBe(Curve(first, "general"));
    }

    [Fact]
    public async Task Run_WhatDoesNotFit_SaysSo()
    {
        (await Should.ThrowAsync<RecipeException>(() => RunAsync(Recipe with { Pieces = 120 }, Options("none")))).Message.ShouldContain(
            "needs a pretrained encoder"
        );
        var other = Options("other") with { From = EncoderFolder };
        (
            await Should.ThrowAsync<ExportException>(() => RunAsync(Recipe with { Teacher = Teacher with { FeedForward = 64 } }, other))
        ).Message.ShouldContain("feedForward must be 48, not 64");
        WriteTsv("plain.tsv", [("zebras", "x")]);
        WriteTsv("more.tsv", [("zebras", "x")]);
        (await Should.ThrowAsync<CorpusException>(() => RunAsync(Recipe, other))).Message.ShouldContain("no text whose pieces");
    }

    private PipelineOptions Options(string work) => new() { DataFolder = _folder, Work = new WorkFolder(Path.Combine(_folder, work)) };

    private Task<bool> RunAsync(ClassificationRecipe recipe, PipelineOptions options) =>
        new ClassificationPipeline(recipe, options, _log).RunAsync(TestContext.Current.CancellationToken);

    private static void CopyFolder(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy) ?? to);
            File.Copy(file, copy);
        }
    }

    private static double[] Curve(PipelineOptions options, string name)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(options.Work.Training(name), "curve.json")));
        return
        [
            .. json
                .RootElement.GetProperty("points")
                .EnumerateArray()
                .SelectMany(point =>
                    new[] { point.GetProperty("trainingLoss").GetDouble(), point.GetProperty("validationLoss").GetDouble() }
                ),
        ];
    }

    private void WriteTsv(string name, IEnumerable<(string, string)> lines) =>
        File.WriteAllLines(Path.Combine(_folder, name), lines.Select(line => $"{line.Item1}\t{line.Item2}"));
}
