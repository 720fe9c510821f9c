using Shouldly;
using TransformerService.Distillation.Evaluation;
using TransformerService.Distillation.Pipeline;
using TransformerService.Distillation.Recipes;
using TransformerService.Distillation.Reporting;
using TransformerService.Distillation.Training;
using TransformerService.Inference.Variants;
using TransformerService.Models;
using TransformerService.Models.Exports.Graphs;
using Xunit;

namespace TransformerService.Distillation.Tests.Pipeline;

/// <summary>Classifier teachers in int8: the recipe's <c>quantization.teacher</c>.</summary>
public sealed class Int8TeacherTests : IDisposable
{
    private static readonly TransformerRecipe Teacher = new()
    {
        ModelSize = 32,
        Heads = 4,
        EncoderLayers = 2,
        FeedForward = 64,
        Training = new()
        {
            Epochs = 4,
            TokenBudget = 256,
            LearningRate = 2e-3,
            WarmupSteps = 20,
            Decay = LearningRateDecay.Linear,
            Dropout = 0.1,
        },
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("int8-teacher-").FullName;
    private readonly StringWriter _log = new();

    private static ClassificationRecipe Recipe =>
        new()
        {
            Corpora = ["train.tsv"],
            Validation = ["validation.tsv"],
            Pieces = 120,
            MaxTokens = 32,
            Teacher = Teacher,
            Quantization = new() { Teacher = true, Examples = 64 },
        };

    private PipelineOptions Options => new() { DataFolder = _folder, Work = new WorkFolder(Path.Combine(_folder, "work")) };

    public Int8TeacherTests()
    {
        WriteTsv("train.tsv", TinyCorpus.Requests(800, seed: 1));
        WriteTsv("validation.tsv", TinyCorpus.Requests(100, seed: 2));
    }

    public void Dispose()
    {
        _log.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Run_Int8Teacher_AnswersAsTheFloat32One()
    {
        (await RunAsync(Recipe)).ShouldBeTrue();

        var work = Options.Work;
        var int8 = ModelVariant.Find(work.Model, VariantRole.Teacher);
        VariantFiles.Of(int8).Precision.ShouldBe(WeightPrecision.Int8);
        var products = IntegerProduct.Find(OnnxGraphReader.Read(Path.Combine(work.Model, "teacher", "model.onnx")));
        products.Count.ShouldBe((6 * Teacher.EncoderLayers) + 2);
        products.ShouldAllBe(product => !PairSums.CanSaturate(product));

        using (var before = ModelVariant.Find(work.Float32Teacher, VariantRole.Teacher).Load())
        using (var after = int8.Load())
        {
            var texts = TinyCorpus.Requests(200, seed: 3);
            texts.Count(text => Answer(after, text.Text) == Answer(before, text.Text)).ShouldBeGreaterThan(195);
            texts.Count(text => Answer(after, text.Text) == text.Label).ShouldBeGreaterThan(160);
            after.SelfCheck(TestContext.Current.CancellationToken).ShouldBeEmpty();
        }

        // The log and the report state the accuracy before and after.
        _log.ToString().ShouldMatch(@"teacher: accuracy [01]\.\d{4} in float32, [01]\.\d{4} in int8, on 100 validation texts\.");
        WriteTsv("test.tsv", TinyCorpus.Requests(50, seed: 4));
        var request = new EvaluationRequest(work.Model) { Labelled = [Path.Combine(_folder, "test.tsv")], Float32 = [work.Float32Teacher] };
        var report = await EvaluateAsync(request);
        report
            .Rows.Select(row => (row.System, row.Precision))
            .ShouldBe([(SystemRole.Teacher, WeightPrecision.Int8), (SystemRole.TeacherFloat32, WeightPrecision.Float32)]);
        report.Rows[0].ModelBytes.ShouldBeLessThan(report.Rows[1].ModelBytes);
        ReportText.Write(report).ShouldContain("teacher before int8");

        (
            await Should.ThrowAsync<EvaluationException>(() =>
                EvaluateAsync(request with { Float32 = [work.Float32Teacher, work.Float32Teacher] })
            )
        ).Message.ShouldContain("the same variant twice");
    }

    [Fact]
    public async Task Run_StoppedTeacher_IsFloat32UntilItIsFinished()
    {
        using (var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken))
        using (var cancelling = new CancellingWriter(_log, stop, "epoch 1 done"))
        {
            (await new ClassificationPipeline(Recipe, Options, cancelling).RunAsync(stop.Token)).ShouldBeFalse();
        }

        Precision().ShouldBe(WeightPrecision.Float32);
        Directory.Exists(Options.Work.Float32Teacher).ShouldBeFalse();

        (await RunAsync(Recipe)).ShouldBeTrue();
        Precision().ShouldBe(WeightPrecision.Int8);

        // Another run may take it back.
        (await RunAsync(Recipe with { Quantization = new() })).ShouldBeTrue();
        Precision().ShouldBe(WeightPrecision.Float32);

        WeightPrecision Precision() => VariantFiles.Of(ModelVariant.Find(Options.Work.Model, VariantRole.Teacher)).Precision;
    }

    private static string Answer(LoadedVariant model, string text) => model.Answer(text, null, TestContext.Current.CancellationToken);

    private Task<bool> RunAsync(ClassificationRecipe recipe) =>
        new ClassificationPipeline(recipe, Options, _log).RunAsync(TestContext.Current.CancellationToken);

    private Task<EvaluationReport> EvaluateAsync(EvaluationRequest request) =>
        ModelEvaluation.RunAsync(request, _log, TimeProvider.System, TestContext.Current.CancellationToken);

    private void WriteTsv(string name, IEnumerable<(string, string)> lines) =>
        File.WriteAllLines(Path.Combine(_folder, name), lines.Select(line => $"{line.Item1}\t{line.Item2}"));
}
