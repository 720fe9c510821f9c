using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Shouldly;
using TransformerService.Distillation.Data;
using TransformerService.Distillation.Data.SentencePiece;
using TransformerService.Distillation.Evaluation;
using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Onnx.Marian;
using TransformerService.Distillation.Pipeline;
using TransformerService.Distillation.Recipes;
using TransformerService.Distillation.Tests.Pipeline;
using TransformerService.Distillation.Training;
using TransformerService.Inference;
using TransformerService.Inference.Catalog;
using TransformerService.Inference.Hosting;
using TransformerService.Models;
using TransformerService.Models.Exports.Shortlists;
using TransformerService.Models.Requests;
using TransformerService.Tokenization.Loading;
using Xunit;

namespace TransformerService.Distillation.Tests.Recurrent;

/// <summary>From text to a served student with a recurrent decoder, in small.</summary>
public sealed class SsruRecipeTests : IDisposable
{
    private static readonly TrainingOptions Training = new()
    {
        Epochs = 5,
        TokenBudget = 512,
        LearningRate = 4e-3,
        WarmupSteps = 60,
        Decay = LearningRateDecay.Linear,
        Dropout = 0,
        LabelSmoothing = 0.05,
    };

    private static readonly TransformerRecipe Teacher = new()
    {
        ModelSize = 64,
        Heads = 4,
        EncoderLayers = 2,
        DecoderLayers = 2,
        FeedForward = 128,
        Training = Training,
    };

    private static readonly TranslationRecipe Recipe = new()
    {
        SourceLanguage = "en",
        TargetLanguage = "fr",
        Corpora = ["train.tsv"],
        Pieces = 90,
        ValidationShare = 0.03,
        Precision = PrecisionChoice.Float32,
        Teacher = Teacher,
        Student = Teacher with { Decoder = DecoderType.Ssru, DecoderLayers = 1, BeginWithTeacher = true },
        Quantization = new() { Examples = 64 },
        Shortlist = new() { Frequent = 8, Candidates = 6 },
        Description = new() { License = "none", Summary = "tiny" },
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("recipe-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private PipelineOptions Options => new() { DataFolder = _folder, Work = new WorkFolder(Path.Combine(_folder, "work")) };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Run_StudentWithARecurrentDecoder_LearnsFromItsTeacherAndIsServed()
    {
        SkipWithoutSpmTrain();
        File.WriteAllLines(
            Path.Combine(_folder, "train.tsv"),
            TinyCorpus.Pairs(1_500, seed: 1).Select(pair => $"{pair.English}\t{pair.French}")
        );
        using var log = new StringWriter();

        // Stopped in the middle of the student, as by Ctrl-C.
        using (var stop = CancellationTokenSource.CreateLinkedTokenSource(Token))
        using (var cancelling = new CancellingWriter(log, stop, "student: epoch 2 done"))
        {
            (await new TranslationPipeline(Recipe, Options, cancelling).RunAsync(stop.Token)).ShouldBeFalse();
        }

        (await new TranslationPipeline(Recipe, Options, log).RunAsync(Token)).ShouldBeTrue();

        log.ToString().ShouldContain("student: going on at epoch 3");
        List<TextPair> test = [.. TinyCorpus.Pairs(60, seed: 2).Select(pair => new TextPair(pair.English, pair.French))];
        double teacher = await BleuAsync(VariantRole.Teacher, test),
            student = await BleuAsync(VariantRole.Student, test);
        TestContext.Current.SendDiagnosticMessage($"teacher {teacher:0.0}, student {student:0.0} BLEU");
        teacher.ShouldBeGreaterThan(50);
        student.ShouldBeGreaterThan(50);
        await ShouldBeServedAsync();
    }

    /// <summary>With a rate near 0, what the student began with is what it ends with.</summary>
    [Fact]
    public async Task Run_StudentThatBeginsWithItsTeacher_TakesAllButTheSsru()
    {
        SkipWithoutSpmTrain();
        File.WriteAllLines(
            Path.Combine(_folder, "train.tsv"),
            TinyCorpus.Pairs(200, seed: 1).Select(pair => $"{pair.English}\t{pair.French}")
        );
        var few = Training with { Epochs = 2 };
        var recipe = Recipe with
        {
            Teacher = Teacher with { Training = few },
            Student = Recipe.Student! with { Training = few with { LearningRate = 1e-9 } }, // set above
        };
        using var log = new StringWriter();

        (await new TranslationPipeline(recipe, Options, log).RunAsync(Token)).ShouldBeTrue();

        log.ToString().ShouldMatch(@"held-out pairs have \d+ of \d+ pieces; \d+\.\d\d % of the targets' pieces are in them");
        var shortlist = LexicalShortlistFile.Read(Path.Combine(Options.Work.Model, "student", LexicalShortlistFile.Name));
        using (var served = TranslationEvaluator.Open(Options.Work.Model, VariantRole.Student))
        {
            (await served.TranslateAsync(["The dog sees the cat."], beams: 2, Token)).Tokens.ShouldBeGreaterThan(0);
        }

        var vocabulary = TokenizerLoader.Load(Path.Combine(Options.Work.Model, "teacher")).LargestVocabularyId + 1;
        shortlist.Vocabulary.ShouldBe(vocabulary);
        IReadOnlyDictionary<string, WeightTensor> teacher = MarianImporter.Read(
                Path.Combine(Options.Work.Model, "teacher"),
                recipe.Teacher.TranslationShape(vocabulary)
            ),
            student = MarianImporter.Read(
                Path.Combine(Options.Work.Float32Student, "student"),
                recipe.Student.TranslationShape(vocabulary)
            );
        string[] own = [.. student.Keys.Where(name => !teacher.ContainsKey(name))];
        own.Order()
            .ShouldBe([
                "model.decoder.layers.0.ssru.forget.bias",
                "model.decoder.layers.0.ssru.forget.weight",
                "model.decoder.layers.0.ssru.input.weight",
            ]);
        student.Keys.ShouldContain("model.decoder.layers.0.self_attn_layer_norm.weight");
        foreach (var name in student.Keys.Except(own))
        {
            student[name].Values.Zip(teacher[name].Values).Max(pair => Math.Abs(pair.First - pair.Second)).ShouldBeLessThan(1e-5f, name);
        }
    }

    private async Task<double> BleuAsync(VariantRole role, IReadOnlyList<TextPair> test)
    {
        using var evaluator = TranslationEvaluator.Open(Options.Work.Model, role);
        return (await evaluator.ScoreAsync(test, beams: 1, TimeProvider.System, Token)).Bleu;
    }

    private async Task ShouldBeServedAsync()
    {
        var repository = Directory.CreateDirectory(Path.Combine(_folder, "models")).FullName;
        Directory.Move(Options.Work.Model, Path.Combine(repository, "tiny"));
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection([new("Models:Path", repository)]);
        builder.Services.AddTransformerInference(builder.Configuration);
        using var host = builder.Build();
        await host.StartAsync(Token);
        var catalog = host.Services.GetRequiredService<ModelCatalog>();
        await catalog.LoadAsync(Token);
        var student = catalog.Describe("tiny").Variants.Single(variant => variant.Role == VariantRole.Student);
        student.Faults.ShouldBeEmpty();
        student.ModelType.ShouldBe("marian-ssru");

        string[] texts = [.. TinyCorpus.Pairs(30, seed: 5).Select(pair => pair.English)];
        var pipeline = host.Services.GetRequiredService<InferencePipeline>();
        foreach (var beams in new[] { 1, 4 })
        {
            var options = new TranslationOptions { BeamSize = beams };
            var together = (await pipeline.TranslateAsync(new TranslationRequest(texts) { Options = options }, Token)).Translations;
            for (var text = 0; text < texts.Length; text++)
            {
                var alone = (
                    await pipeline.TranslateAsync(new TranslationRequest([texts[text]]) { Options = options }, Token)
                ).Translations[0];
                together[text].Text.ShouldBe(alone.Text);
                together[text].Score.ShouldBe(alone.Score, 1e-5);
            }
        }

        await host.StopAsync(Token);
    }

    private static void SkipWithoutSpmTrain()
    {
        try
        {
            SpmTrain.Find(Environment.GetEnvironmentVariable("PATH"));
        }
        catch (SentencePieceException)
        {
            Assert.Skip("spm_train is not installed: tools/install-test-tools.sh installs it.");
        }
    }
}
