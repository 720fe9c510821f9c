using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Shouldly;
using TransformerService.Distillation.Data;
using TransformerService.Distillation.Data.SentencePiece;
using TransformerService.Distillation.Evaluation;
using TransformerService.Distillation.Pipeline;
using TransformerService.Distillation.Recipes;
using TransformerService.Distillation.Training;
using TransformerService.Inference;
using TransformerService.Inference.Hosting;
using TransformerService.Models;
using TransformerService.Models.Exports.Graphs;
using TransformerService.Models.Requests;
using Xunit;
using static TorchSharp.torch;
using Metrics = TransformerService.Evaluation.Metrics;

namespace TransformerService.Distillation.Tests.Pipeline;

/// <summary>The whole chain, from text to served answer, in small.</summary>
public sealed class TinyRecipeTests : IDisposable
{
    private static readonly TrainingOptions Training = new()
    {
        Epochs = 6,
        TokenBudget = 512,
        LearningRate = 4e-3,
        WarmupSteps = 60,
        Decay = LearningRateDecay.Linear,
        Dropout = 0,
        LabelSmoothing = 0.05,
        AverageCheckpoints = 2,
    };

    private static readonly TranslationRecipe Translation = new()
    {
        SourceLanguage = "en",
        TargetLanguage = "fr",
        Corpora = ["train.tsv"],
        Pieces = 90,
        ValidationShare = 0.03,
        ValidationTranslations = 50,
        Teacher = new()
        {
            ModelSize = 64,
            Heads = 4,
            EncoderLayers = 2,
            DecoderLayers = 2,
            FeedForward = 128,
            Training = Training with { Alignment = 0.1 },
        },
        Student = new()
        {
            ModelSize = 64,
            Heads = 4,
            EncoderLayers = 2,
            DecoderLayers = 1,
            FeedForward = 128,
            BeginWithTeacher = true,
            Training = Training with { Epochs = 2, LearningRate = 2e-3 },
        },
        Distillation = new() { WordLevel = 0.3 },
        Quantization = new()
        {
            Examples = 64,
            Calibrations =
            [
                new(Distillation.Onnx.Quantization.RangeMethod.MinMax),
                new(Distillation.Onnx.Quantization.RangeMethod.Percentile),
            ],
        },
        Description = new() { License = "none", Summary = "tiny" },
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("recipe-").FullName;
    private readonly StringWriter _log = new();

    private PipelineOptions Options => new() { DataFolder = _folder, Work = new WorkFolder(Path.Combine(_folder, "work", "tiny")) };

    public void Dispose()
    {
        _log.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Run_TranslationRecipe_LearnsAndIsServed()
    {
        SkipWithoutSpmTrain();
        WriteTsv("train.tsv", TinyCorpus.Pairs(2_500, seed: 1));
        var cancellationToken = TestContext.Current.CancellationToken;

        // Stopped once on the way, as by Ctrl-C, and gone on with.
        using (var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken))
        using (var cancelling = new CancellingWriter(_log, stop, "epoch 2 done"))
        {
            (await new TranslationPipeline(Translation, Options, cancelling).RunAsync(stop.Token)).ShouldBeFalse();
        }

        (
            await Should.ThrowAsync<TrainingException>(() => Run(Translation, Options with { Stages = Stages.Student }, cancellationToken))
        ).Message.ShouldContain("is not finished");

        var extra = Path.Combine(_folder, "extra.jsonl");
        await File.WriteAllLinesAsync(
            extra,
            ["{\"source\":\"The dog sees the cat.\",\"target\":\"Le chien voit le chat.\",\"weight\":2}", "{\"source\":\"half"],
            cancellationToken
        );
        (await Run(Translation, Options with { Extra = [extra] }, cancellationToken)).ShouldBeTrue();
        _log.ToString().ShouldContain("extra.jsonl: 1 of 2 lines are malformed");

        // Both align words, the teacher by the head that learned it.
        _log.ToString().ShouldContain("Alignment by [1, 0]");
        AlignmentHeads("teacher")[0].ShouldBe([1, 0]);
        AlignmentHeads("student").ShouldNotBeEmpty();

        // Its loss fell, its score beats chance.
        _log.ToString().ShouldContain("going on at epoch");
        var model = Options.Work.Model;
        List<TextPair> test = [.. TinyCorpus.Pairs(60, seed: 2).Select(pair => new TextPair(pair.English, pair.French))];
        var copied = Metrics.Bleu.Corpus([.. test.Select(pair => pair.Source)], [.. test.Select(pair => pair.Target)]).Score;
        (var teacher, var student) = (await Bleu(VariantRole.Teacher), await Bleu(VariantRole.Student));
        copied.ShouldBeLessThan(15);
        teacher.ShouldBeGreaterThan(60);
        student.ShouldBeGreaterThan(50);

        // The server takes the folder as it is.
        await Serve(async pipeline =>
        {
            (var english, var french) = TinyCorpus.Pairs(1, seed: 5)[0];
            var answer = await pipeline.TranslateAsync(
                new TranslationRequest([english]) { Variant = VariantRole.Teacher },
                cancellationToken
            );
            answer.Translations[0].Text.ShouldBe(french);
            answer = await pipeline.TranslateAsync(new TranslationRequest([english]), cancellationToken);
            answer.Translations[0].Text.ShouldEndWith(".");
        });

        int[][] AlignmentHeads(string variant)
        {
            using var config = JsonDocument.Parse(File.ReadAllText(Path.Combine(Options.Work.Model, variant, "generation_config.json")));
            return
            [
                .. config
                    .RootElement.GetProperty("alignment_heads")
                    .EnumerateArray()
                    .Select(head => head.EnumerateArray().Select(number => number.GetInt32()).ToArray()),
            ];
        }

        async Task<double> Bleu(VariantRole role)
        {
            using var evaluator = TranslationEvaluator.Open(model, role);
            return (await evaluator.ScoreAsync(test, beams: 1, TimeProvider.System, cancellationToken)).Bleu;
        }
    }

    [Fact]
    public async Task Run_FromAFinishedModel_GoesOnFromItsWeightsWithItsVocabulary()
    {
        SkipWithoutSpmTrain();
        WriteTsv("train.tsv", TinyCorpus.Pairs(600, seed: 1));
        var teacherAlone = Translation with
        {
            Student = null,
            ValidationTranslations = 0,
            Teacher = Translation.Teacher with { Training = Training with { Epochs = 2 } },
        };
        (await Run(teacherAlone, Options, TestContext.Current.CancellationToken)).ShouldBeTrue();

        var second = Options with { Work = new WorkFolder(Path.Combine(_folder, "second")), From = Options.Work.Model };
        (await Run(teacherAlone with { Corpora = ["train.tsv"] }, second, TestContext.Current.CancellationToken)).ShouldBeTrue();

        double First(WorkFolder work) => Curve(work, "teacher")[0];
        First(second.Work).ShouldBeLessThan(First(Options.Work) * 0.8);
        File.ReadAllBytes(Path.Combine(second.Work.Tokenizer, "source.spm"))
            .ShouldBe(File.ReadAllBytes(Path.Combine(Options.Work.Tokenizer, "source.spm")));
    }

    [Fact]
    public async Task Run_Int8Teacher_IsExactAndTheStudentLearnsFromTheFloat32One()
    {
        SkipWithoutSpmTrain();
        WriteTsv("train.tsv", TinyCorpus.Pairs(600, seed: 1));
        var cancellationToken = TestContext.Current.CancellationToken;
        var training = Training with { Epochs = 2 };
        var recipe = Translation with
        {
            ValidationTranslations = 0,
            Teacher = Translation.Teacher with { Training = training },
            Student = Translation.Student! with { Training = training },
            Quantization = Translation.Quantization with { Teacher = true },
        };
        (await Run(recipe, Options, cancellationToken)).ShouldBeTrue();

        var work = Options.Work;
        var int8 = ModelVariant.Find(work.Model, VariantRole.Teacher);
        VariantFiles.Of(int8).Precision.ShouldBe(WeightPrecision.Int8);
        VariantFiles.Of(ModelVariant.Find(work.Float32Teacher, VariantRole.Teacher)).Precision.ShouldBe(WeightPrecision.Float32);
        foreach (var name in new[] { "encoder_model.onnx", "decoder_model.onnx", "decoder_with_past_model.onnx" })
        {
            var products = IntegerProduct.Find(OnnxGraphReader.Read(Path.Combine(work.Model, "teacher", name)));
            products.ShouldNotBeEmpty(name);
            products.ShouldAllBe(product => !PairSums.CanSaturate(product), name);
        }

        using (var teacher = int8.Load())
        {
            teacher.SelfCheck(cancellationToken).ShouldBeEmpty();
        }

        _log.ToString().ShouldMatch(@"teacher: BLEU \d+\.\d\d in float32, \d+\.\d\d in int8, on [1-9]\d* validation pairs, greedy\.");

        // The student's data is the float32 teacher's.
        var translated = new CorpusReader(new CorpusReaderOptions()).ReadPairs(work.Distilled).Take(50).ToList();
        using var float32 = TranslationEvaluator.Open(work.Float32Teacher, VariantRole.Teacher);
        var expected = await float32.HypothesesAsync(
            [.. translated.Select(pair => pair.Source)],
            recipe.Distillation.Beams,
            hypotheses: 1,
            cancellationToken
        );
        translated.Select(pair => pair.Target).ShouldBe(expected.Select(beams => beams[0]));
    }

    [Fact]
    public async Task Run_FromAFinishedModelWithANewVocabulary_TakesOverThePiecesThatBothHave()
    {
        SkipWithoutSpmTrain();
        WriteTsv("train.tsv", TinyCorpus.Pairs(600, seed: 1));
        var teacherAlone = Translation with
        {
            Student = null,
            ValidationTranslations = 0,
            Teacher = Translation.Teacher with { Training = Training with { Epochs = 2 } },
        };
        (await Run(teacherAlone, Options, TestContext.Current.CancellationToken)).ShouldBeTrue();
        var withBytes = teacherAlone with { Pieces = 345, ByteFallback = true };
        var alone = Options with { Work = new WorkFolder(Path.Combine(_folder, "alone")) };
        (await Run(withBytes, alone, TestContext.Current.CancellationToken)).ShouldBeTrue();

        var second = Options with
        {
            Work = new WorkFolder(Path.Combine(_folder, "second")),
            From = Options.Work.Model,
            NewVocabulary = true,
        };
        (await Run(withBytes, second, TestContext.Current.CancellationToken)).ShouldBeTrue();

        Curve(second.Work, "teacher")[0].ShouldBeLessThan(Curve(alone.Work, "teacher")[0] * 0.8);
        _log.ToString().ShouldMatch("[1-9][0-9]* of 3[0-9][0-9] pieces begin with the weights");
    }

    [Fact]
    public async Task Run_SharesBytesAndChangedCopies_TrainsAndGoesOnWhereItStopped()
    {
        SkipWithoutSpmTrain();
        WriteTsv("train.tsv", TinyCorpus.Pairs(800, seed: 1));
        WriteTsv("more.tsv", TinyCorpus.Pairs(800, seed: 3));
        var recipe = Translation with
        {
            Precision = PrecisionChoice.Float32, // what is measured to be faster may be another one the second time
            Student = null,
            ValidationTranslations = 20,
            Corpora = ["train.tsv", new("more.tsv") { Share = 0.25, Weight = 0.5f }],
            Pieces = 360,
            ByteFallback = true,
            RequiredCharacters = "{}<>$%é€",
            PlainApostrophes = true,
            Augmentation = new()
            {
                Copied = 0.05,
                Numbers = 0.02,
                UpperCase = 0.02,
                LowerCase = 0.02,
                Joined = 0.05,
            },
            Teacher = Translation.Teacher with { Training = Training with { Epochs = 3 } },
        };
        var cancellationToken = TestContext.Current.CancellationToken;
        using (var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken))
        using (var cancelling = new CancellingWriter(_log, stop, "epoch 1 done"))
        {
            (await new TranslationPipeline(recipe, Options, cancelling).RunAsync(stop.Token)).ShouldBeFalse();
        }

        (await Run(recipe, Options, cancellationToken)).ShouldBeTrue();
        var whole = Options with { Work = new WorkFolder(Path.Combine(_folder, "whole")) };
        (await Run(recipe, whole, cancellationToken)).ShouldBeTrue();

        _log.ToString().ShouldContain("of them changed copies");
        _log.ToString().ShouldMatch("epoch 3 done after .* score [0-9]+");
        Curve(Options.Work, "teacher").ShouldBe(Curve(whole.Work, "teacher"));
        Curve(Options.Work, "teacher").ShouldSatisfyAllConditions(losses => losses[^1].ShouldBeLessThan(losses[0]));

        // Another share is another training.
        var other = recipe with
        {
            Corpora = ["train.tsv", new("more.tsv") { Share = 0.5, Weight = 0.5f }],
        };
        (await Should.ThrowAsync<TrainingException>(() => Run(other, Options, cancellationToken))).Message.ShouldContain(
            "belongs to other data"
        );
    }

    [Fact]
    public async Task Run_ClassificationRecipe_LearnsAndIsServed()
    {
        WriteTsv("train.tsv", TinyCorpus.Requests(900, seed: 1));
        WriteTsv("validation.tsv", TinyCorpus.Requests(150, seed: 2));
        var training = Training with { TokenBudget = 256, LearningRate = 2e-3, Epochs = 4 };
        var recipe = new ClassificationRecipe
        {
            Corpora = ["train.tsv"],
            Validation = ["validation.tsv"],
            Pieces = 120,
            MaxTokens = 32,
            Teacher = new()
            {
                ModelSize = 32,
                Heads = 4,
                EncoderLayers = 2,
                FeedForward = 64,
                Training = training,
            },
            Student = new()
            {
                ModelSize = 16,
                Heads = 4,
                EncoderLayers = 1,
                FeedForward = 32,
                Training = training with { Epochs = 6 },
            },
            Distillation = new()
            {
                HiddenStates = 0.1,
                Attention = 0.1,
                Augmentation = new(),
            },
        };

        (
            await Run(
                recipe,
                Options with
                {
                    Stages = Stages.Teacher | Stages.Student | Stages.Baseline,
                },
                TestContext.Current.CancellationToken
            )
        ).ShouldBeTrue();

        Curve(Options.Work, "teacher").ShouldSatisfyAllConditions(losses => losses[^1].ShouldBeLessThan(losses[0] / 2));
        Directory.Exists(Path.Combine(Options.Work.Baseline(1), "student")).ShouldBeTrue();
        await Serve(async pipeline =>
        {
            var texts = TinyCorpus.Requests(100, seed: 3);
            foreach (var role in new[] { VariantRole.Student, VariantRole.Teacher })
            {
                var answer = await pipeline.ClassifyAsync(
                    new ClassificationRequest([.. texts.Select(text => text.Text)]) { Variant = role },
                    TestContext.Current.CancellationToken
                );
                answer.Results.Zip(texts).Count(pair => pair.First.Labels[0].Label == pair.Second.Label).ShouldBeGreaterThan(80, $"{role}");
            }
        });
    }

    [Fact]
    public async Task Run_StoppedInOnePrecision_GoesOnInTheRecipesAndSaysSo()
    {
        WriteTsv("train.tsv", TinyCorpus.Requests(200, seed: 1));
        WriteTsv("validation.tsv", TinyCorpus.Requests(50, seed: 2));
        TransformerRecipe model = new()
        {
            ModelSize = 16,
            Heads = 2,
            EncoderLayers = 1,
            FeedForward = 16,
            Training = Training with { Epochs = 3 },
        };
        var recipe = new ClassificationRecipe
        {
            Corpora = ["train.tsv"],
            Validation = ["validation.tsv"],
            Pieces = 60,
            MaxTokens = 16,
            Teacher = model,
            Student = model,
            Precision = PrecisionChoice.Bfloat16,
        };
        using (var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken))
        using (var cancelling = new CancellingWriter(_log, stop, "epoch 1 done"))
        {
            (await new ClassificationPipeline(recipe, Options, cancelling).RunAsync(stop.Token)).ShouldBeFalse();
        }

        (await Run(recipe with { Precision = PrecisionChoice.Float32 }, Options, TestContext.Current.CancellationToken)).ShouldBeTrue();

        _log.ToString().ShouldContain("Products run in bfloat16, as the recipe says.");
        _log.ToString().ShouldContain("Products run in float32, as the recipe says.");
        _log.ToString()
            .ShouldContain(
                "teacher: resumed with float32 products; the checkpoint was trained with bfloat16: losses will differ slightly."
            );
        _log.ToString().ShouldNotContain("student: resumed");
        Checkpoint.ProductTypeOf(Path.Combine(Options.Work.Training("student"), "checkpoint.bin")).ShouldBe(ScalarType.Float32);
    }

    [Fact]
    public async Task Run_MalformedLines_AreCountedOrRefusedAsTold()
    {
        WriteTsv("validation.tsv", TinyCorpus.Requests(20, seed: 2));
        File.WriteAllLines(Path.Combine(_folder, "train.tsv"), ["pay now\tmoney", "no label here", "rain today\tweather"]);
        var recipe = new ClassificationRecipe
        {
            Corpora = ["train.tsv"],
            Validation = ["validation.tsv"],
            Pieces = 60,
            MaxTokens = 16,
            Teacher = new()
            {
                ModelSize = 8,
                Heads = 2,
                EncoderLayers = 1,
                FeedForward = 8,
                Training = Training with { Epochs = 1 },
            },
        };

        (
            await Should.ThrowAsync<CorpusException>(() =>
                Run(recipe, Options with { Strict = true }, TestContext.Current.CancellationToken)
            )
        ).Message.ShouldContain("train.tsv, line 2");
        (await Should.ThrowAsync<CorpusException>(() => Run(recipe, Options, TestContext.Current.CancellationToken))).Message.ShouldContain(
            "The label 'music' is only in the validation texts"
        );
        WriteTsv("validation.tsv", [("pay", "money")]);
        (await Run(recipe, Options, TestContext.Current.CancellationToken)).ShouldBeTrue();
        _log.ToString().ShouldContain("1 of 3 lines are malformed");
        _log.ToString().ShouldContain("line 2");
    }

    private Task<bool> Run(Recipe recipe, PipelineOptions options, CancellationToken cancellationToken) =>
        recipe switch
        {
            TranslationRecipe translation => new TranslationPipeline(translation, options, _log).RunAsync(cancellationToken),
            ClassificationRecipe classification => new ClassificationPipeline(classification, options, _log).RunAsync(cancellationToken),
            _ => throw new ArgumentException("unknown recipe", nameof(recipe)),
        };

    private async Task Serve(Func<InferencePipeline, Task> ask)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        var repository = Directory.CreateDirectory(Path.Combine(_folder, "models")).FullName;
        Directory.Move(Options.Work.Model, Path.Combine(repository, "tiny"));
        builder.Configuration.AddInMemoryCollection([new("Models:Path", repository)]);
        builder.Services.AddTransformerInference(builder.Configuration);
        using var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        await host.Services.GetRequiredService<Inference.Catalog.ModelCatalog>().LoadAsync(TestContext.Current.CancellationToken);
        var pipeline = host.Services.GetRequiredService<InferencePipeline>();
        await ask(pipeline);
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    private static double[] Curve(WorkFolder work, string name)
    {
        using var json = System.Text.Json.JsonDocument.Parse(File.ReadAllText(Path.Combine(work.Training(name), "curve.json")));
        return [.. json.RootElement.GetProperty("points").EnumerateArray().Select(point => point.GetProperty("trainingLoss").GetDouble())];
    }

    private void WriteTsv(string name, IEnumerable<(string, string)> lines) =>
        File.WriteAllLines(Path.Combine(_folder, name), lines.Select(line => $"{line.Item1}\t{line.Item2}"));

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
