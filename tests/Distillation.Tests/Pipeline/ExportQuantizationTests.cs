using System.Text.Json;
using Shouldly;
using TransformerService.Distillation.Evaluation;
using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Onnx;
using TransformerService.Distillation.Onnx.Quantization;
using TransformerService.Distillation.Pipeline;
using TransformerService.Distillation.Tests.Onnx;
using TransformerService.Models;
using Xunit;

namespace TransformerService.Distillation.Tests.Pipeline;

/// <summary>Exports of PyTorch made int8: <c>quantize</c>.</summary>
public sealed class ExportQuantizationTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("quantize-").FullName;
    private readonly StringWriter _log = new();

    private string Output => Path.Combine(_folder, "int8");

    public void Dispose()
    {
        _log.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("distilbert-tiny")]
    [InlineData("roberta-tiny")]
    [InlineData("sentence-bert-tiny")]
    public void Read_AnExportOfPyTorch_GivesTheSameNumbers(string fixture)
    {
        var path = RepositoryRoot.Folder("tests", "fixtures", fixture, "model.onnx");
        using OnnxRun before = new(OnnxFile.Read(path)),
            after = new(StoredProducts.Read(path));

        var (expected, found) = (Run(before), Run(after));

        found.Shape.ShouldBe(expected.Shape);
        found.Values.Zip(expected.Values, static (one, other) => Math.Abs(one - other)).Max().ShouldBeLessThan(1e-4f);
    }

    [Theory]
    [InlineData("distilbert-tiny", "the same label as float32 on")]
    [InlineData("roberta-tiny", "the same label as float32 on")]
    [InlineData("sentence-bert-tiny", "mean cosine to float32")]
    public async Task Write_AFloat32Export_IsServedInIntegersAndSaysWhatItLost(string fixture, string said)
    {
        await New(fixture, Texts(fixture), maxLoss: 0.25).WriteAsync(Output, TestContext.Current.CancellationToken);

        TestContext.Current.TestOutputHelper?.WriteLine(_log.ToString());
        _log.ToString().ShouldContain(said);
        Directory.GetDirectories(_folder).ShouldBe([Path.Combine(_folder, "source"), Output], ignoreOrder: true);
        var made = ModelVariant.Find(Output, VariantRole.Student);
        VariantFiles.Of(made).Precision.ShouldBe(WeightPrecision.Int8);
        made.Export.DependsOnBatch.ShouldBeFalse();
        using var model = made.Load();
        model.SelfCheck(TestContext.Current.CancellationToken).ShouldBeEmpty();
        var operators = OnnxRun.OptimizedOperators(OnnxFile.Read(Path.Combine(Output, "student", "model.onnx")));
        operators.Keys.ShouldContain("QGemm");
        operators.Keys.ShouldNotContain("Gemm");
    }

    [Fact]
    public async Task Write_WithLabels_SaysTheAccuracyBeforeAndAfter()
    {
        (string, string?)[] texts = [.. Texts("distilbert-tiny").Select(static text => (text.Text, (string?)"POSITIVE"))];

        await New("distilbert-tiny", texts, maxLoss: 1).WriteAsync(Output, TestContext.Current.CancellationToken);

        _log.ToString().ShouldContain("accuracy");
        _log.ToString().ShouldContain("in float32");
    }

    [Fact]
    public async Task Write_ThatLosesMoreThanAllowed_IsRefusedAndWritesNothing()
    {
        var quantization = New("sentence-bert-tiny", Texts("sentence-bert-tiny"), maxLoss: 0);

        var refused = await Should.ThrowAsync<ExportException>(() =>
            quantization.WriteAsync(Output, TestContext.Current.CancellationToken)
        );

        refused.Message.ShouldContain("--max-loss");
        Directory.GetDirectories(_folder).ShouldBe([Path.Combine(_folder, "source")]);
    }

    [Fact]
    public async Task Write_WhatCannotBeQuantised_IsRefused()
    {
        (await RefusedAsync(New("distilbert-tiny", Texts("distilbert-tiny")[..5], 1))).ShouldContain("at least 20");
        (await RefusedAsync(New("marian-tiny", Texts("distilbert-tiny"), 1))).ShouldContain("Only classifiers and embedding models");
        (await RefusedAsync(New("bert-ner-tiny", Texts("distilbert-tiny"), 1))).ShouldContain("Only classifiers and embedding models");

        Directory.CreateDirectory(Output);
        (await RefusedAsync(New("distilbert-tiny", Texts("distilbert-tiny"), 1))).ShouldContain("exists already");
    }

    [Fact]
    public void Read_AGraphOfAnOldOpset_SaysWhatToChange()
    {
        var model = OnnxFile.Read(RepositoryRoot.Folder("tests", "fixtures", "distilbert-tiny", "model.onnx"));
        model.OpsetImport[0].Version = 9;
        var path = Path.Combine(_folder, "old.onnx");
        OnnxFile.Write(path, model);

        Should.Throw<ExportException>(() => StoredProducts.Read(path)).Message.ShouldContain("--opset 13");
    }

    private async Task<string> RefusedAsync(ExportQuantization quantization) =>
        (
            await Should.ThrowAsync<EvaluationException>(() => quantization.WriteAsync(Output, TestContext.Current.CancellationToken))
        ).Message;

    private ExportQuantization New(string fixture, (string, string?)[] texts, double maxLoss)
    {
        var model = Path.Combine(_folder, "source", fixture);
        var from = RepositoryRoot.Folder("tests", "fixtures", fixture);
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(model, "student", Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target) ?? model);
            File.Copy(file, target, overwrite: true);
        }

        File.WriteAllText(Path.Combine(model, "model.json"), "{}");
        return new ExportQuantization(ModelVariant.Find(model, VariantRole.Student), texts, maxLoss, _log);
    }

    /// <summary>The golden texts of a fixture, each also in two other forms: there are few of them.</summary>
    private static (string Text, string? Label)[] Texts(string fixture)
    {
        using var golden = JsonDocument.Parse(File.ReadAllBytes(RepositoryRoot.Folder("tests", "fixtures", fixture, "golden.json")));
        return
        [
            .. golden
                .RootElement.GetProperty("cases")
                .EnumerateArray()
                .Select(static item => item.GetProperty("text").GetString() ?? "")
                .Where(static text => text.Trim().Length > 0)
                .SelectMany(static text => new[] { text, text + " indeed", "well , " + text })
                .Select(static text => (text, (string?)null)),
        ];
    }

    private static FloatTensor Run(OnnxRun run)
    {
        long[] shape = [2, 4];
        return run.Run([
                .. run.Inputs.Keys.Select(name =>
                    (name, OnnxRun.Ids(name == "input_ids" ? [5, 9, 20, 31, 7, 8, 40, 50] : Same(name), shape))
                ),
            ])
            .Values.First();

        static long[] Same(string name) => [.. Enumerable.Repeat(name == "attention_mask" ? 1L : 0, 8)];
    }
}
