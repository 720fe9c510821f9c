using System.Text.Json;
using Shouldly;
using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Onnx.DistilBert;
using TransformerService.Distillation.Onnx.Proto;
using TransformerService.Distillation.Onnx.Quantization;
using Xunit;

namespace TransformerService.Distillation.Tests.Onnx;

/// <summary>A classifier's export against the model written out, and against what PyTorch answered.</summary>
public sealed class DistilBertExporterTests
{
    private static readonly string Fixture = RepositoryRoot.Folder("tests", "fixtures", "distilbert-tiny");

    private static readonly DistilBertShape Shape = new()
    {
        Vocabulary = 40,
        ModelSize = 16,
        Heads = 2,
        Layers = 2,
        FeedForward = 32,
        MaxPositions = 24,
        Labels = ["bad", "good", "neither"],
    };

    private static readonly DistilBertShape FixtureShape = new()
    {
        Vocabulary = 2000,
        ModelSize = 64,
        Heads = 4,
        Layers = 2,
        FeedForward = 128,
        Labels = ["NEGATIVE", "POSITIVE"],
    };

    private static readonly Dictionary<string, WeightTensor> Weights = RandomWeights.DistilBert(Shape, seed: 11);
    private static readonly int[][] Texts =
    [
        [6, 9, 17, 3, 7],
        [6, 7],
        [6, 8, 30, 2, 11, 38, 6, 4, 7],
        [6, 12, 7],
    ];

    [Theory]
    [InlineData(0)]
    [InlineData(6)]
    public void Build_PaddedBatch_EqualsTheLoops(int extra)
    {
        var logits = Logits(DistilBertExporter.Build(Shape, Weights), Texts, extra);
        logits.Shape.ShouldBe([Texts.Length, 3]);
        var naive = new NaiveDistilBert(Shape, Weights);
        for (var text = 0; text < Texts.Length; text++)
        {
            var expected = naive.Logits(Texts[text]);
            for (var label = 0; label < expected.Length; label++)
            {
                ((double)logits.Row(text)[label]).ShouldBe(expected[label], 1e-5);
            }
        }
    }

    [Fact]
    public void Build_FixturesWeights_GivesPyTorchsLogits()
    {
        var graph = DistilBertExporter.Build(FixtureShape, FixtureWeights.Read(Path.Combine(Fixture, "model.onnx")));
        (var texts, var expected) = Golden();
        texts.Length.ShouldBeGreaterThan(10);
        var logits = Logits(graph, texts, extra: 0);
        for (var text = 0; text < texts.Length; text++)
        {
            logits.Row(text).ToArray().ShouldBe(expected[text], 1e-4);
        }
    }

    [Fact]
    public void Quantize_FixturesWeights_StaysNearAndKeepsToItself()
    {
        var graph = DistilBertExporter.Build(FixtureShape, FixtureWeights.Read(Path.Combine(Fixture, "model.onnx")));
        (var texts, var expected) = Golden();
        var ranges = DistilBertExporter.Calibrate(graph, texts, TestContext.Current.CancellationToken);
        var quantized = Quantizer.Quantize(graph, ranges, new QuantizationOptions());
        quantized.CalculateSize().ShouldBeLessThan(graph.CalculateSize() * 4 / 10);
        double drift = 0;
        foreach (var sameLength in Enumerable.Range(0, texts.Length).GroupBy(text => texts[text].Length))
        {
            int[] group = [.. sameLength];
            var together = Logits(quantized, [.. group.Select(text => texts[text])], extra: 0);
            for (var i = 0; i < group.Length; i++)
            {
                Logits(quantized, [texts[group[i]]], extra: 0).Values.ShouldBe(together.Row(i).ToArray());
                drift = Math.Max(drift, together.Row(i).ToArray().Zip(expected[group[i]], (a, b) => Math.Abs(a - b)).Max());
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"int8 strays by at most {drift:F4}");
        drift.ShouldBeInRange(1e-6, 0.2);
    }

    [Fact]
    public void Write_ReadByTheServer_HasTheLabelsAndTheFixturesSignature()
    {
        using var folder = new ExportFolder("text-classification");
        var graph = DistilBertExporter.Build(Shape, Weights);
        DistilBertExporter.Write(folder.Path, Shape, graph);
        var export = folder.Read("vocab.txt");
        export.Head!.Labels.ShouldBe(Shape.Labels); // a classifier has a head
        Signature.Of(graph).ShouldBe(Signature.Of(Path.Combine(Fixture, "model.onnx")));
        using var written = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder.Path, "config.json")));
        using var fixture = JsonDocument.Parse(File.ReadAllText(Path.Combine(Fixture, "config.json")));
        written
            .RootElement.EnumerateObject()
            .Select(property => property.Name)
            .ShouldBe(
                fixture
                    .RootElement.EnumerateObject()
                    .Select(property => property.Name)
                    .Except(["_name_or_path", "finetuning_task", "transformers_version"])
            );
    }

    private static (int[][] Texts, float[][] Logits) Golden()
    {
        using var golden = JsonDocument.Parse(File.ReadAllText(Path.Combine(Fixture, "golden.json")));
        JsonElement[] cases = [.. golden.RootElement.GetProperty("cases").EnumerateArray()];
        return (
            [.. cases.Select(item => item.GetProperty("input_ids").EnumerateArray().Select(id => id.GetInt32()).ToArray())],
            [.. cases.Select(item => item.GetProperty("logits").EnumerateArray().Select(value => value.GetSingle()).ToArray())]
        );
    }

    private static FloatTensor Logits(ModelProto graph, int[][] texts, int extra)
    {
        using var session = new OnnxRun(graph);
        (var ids, var mask, var width) = TinyMarian.Pad(texts, extra);
        return session.Run(
            ("input_ids", OnnxRun.Ids(ids, texts.Length, width)),
            ("attention_mask", OnnxRun.Ids(mask, texts.Length, width))
        )["logits"];
    }
}
