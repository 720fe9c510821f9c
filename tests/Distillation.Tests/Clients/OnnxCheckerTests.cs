using System.Text.Json;
using Shouldly;
using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Onnx;
using TransformerService.Distillation.Onnx.DistilBert;
using TransformerService.Distillation.Onnx.Marian;
using TransformerService.Distillation.Onnx.Quantization;
using TransformerService.Distillation.Tests.Data;
using TransformerService.Distillation.Tests.Onnx;
using TransformerService.Models.Exports.Shortlists;
using Xunit;

namespace TransformerService.Distillation.Tests.Clients;

/// <summary>ONNX's own checker, from Debian's python3-onnx, passes every file, shapes and types inferred.</summary>
public sealed class OnnxCheckerTests
{
    private const string Python = "/usr/bin/python3";

    [Fact]
    public async Task CommittedModels_EveryFile_Passes()
    {
        var files = Directory.GetFiles(RepositoryRoot.Folder("models"), "*.onnx", SearchOption.AllDirectories);
        files.ShouldNotBeEmpty();
        await PassesAsync(files);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Export_EveryFile_Passes(bool quantized, bool sharedWeights)
    {
        using var folder = new TemporaryFolder();
        var options = TinyMarian.Options with { Decoders = DecoderFiles.Both, SharedWeights = sharedWeights };
        MarianExporter.Write(folder.Path, TinyMarian.Shape, options, quantized ? TinyMarian.QuantizedGraphs() : TinyMarian.Graphs());
        var shape = new DistilBertShape
        {
            Vocabulary = 40,
            ModelSize = 16,
            Heads = 2,
            Layers = 2,
            FeedForward = 32,
            Labels = ["bad", "good"],
        };
        var classifier = DistilBertExporter.Build(shape, RandomWeights.DistilBert(shape, seed: 11));
        if (quantized)
        {
            var ranges = DistilBertExporter.Calibrate(classifier, TinyMarian.Sources, TestContext.Current.CancellationToken);
            classifier = Quantizer.Quantize(classifier, ranges, new QuantizationOptions());
        }

        OnnxFile.Write(Path.Combine(folder.Path, "model.onnx"), classifier);
        var files = Directory.GetFiles(folder.Path, "*.onnx");
        files.Length.ShouldBe(5);
        await PassesAsync(files);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Export_RecurrentDecoderWithAShortlistIfInt8_Passes(bool quantized)
    {
        using var folder = new TemporaryFolder();
        var graphs = quantized ? TinyMarian.Quantized(TinyMarian.SsruGraphs()) : TinyMarian.SsruGraphs();
        var options = TinyMarian.Options with { Decoders = DecoderFiles.Both, SharedWeights = true };
        var shortlist = quantized ? LexicalShortlist.Of([0], [.. new int[TinyMarian.SsruShape.Vocabulary].Select(_ => (int[])[])]) : null;
        MarianExporter.Write(folder.Path, TinyMarian.SsruShape, options, graphs, shortlist);
        var files = Directory.GetFiles(folder.Path, "*.onnx");
        files.Length.ShouldBe(quantized ? 7 : 4);
        await PassesAsync(files);
    }

    [Fact]
    public async Task Checker_BrokenFile_Fails()
    {
        using var folder = new TemporaryFolder();
        var broken = TinyMarian.Graphs().Encoder.Clone();
        broken.Graph.Node.RemoveAt(0);
        var file = Path.Combine(folder.Path, "broken.onnx");
        OnnxFile.Write(file, broken);
        (await CheckAsync([file])).Single().GetProperty("error").GetString().ShouldNotBeNull();
    }

    private static async Task PassesAsync(IReadOnlyList<string> files)
    {
        foreach (var file in await CheckAsync(files))
        {
            var path = file.GetProperty("path").GetString() ?? "";
            file.GetProperty("error").GetString().ShouldBeNull(path);

            // A file asks for com.microsoft's operators if and only if it says so.
            Texts(file, "used").ShouldBe(Texts(file, "declared"), path);
        }
    }

    private static async Task<JsonElement[]> CheckAsync(IReadOnlyList<string> files)
    {
        if (!File.Exists(Python) || (await ClientProgram.TryAsync(Python, ["-c", "import onnx"], "")).ExitCode != 0)
        {
            Assert.Skip($"{Python} has no module onnx: run tools/install-test-tools.sh (Debian: python3-onnx).");
        }

        var output = await ClientProgram.RunAsync(Python, ["check-onnx.py", .. files], "");
        using var answer = JsonDocument.Parse(output);
        JsonElement[] checkedFiles = [.. answer.RootElement.Clone().EnumerateArray()];
        checkedFiles.Length.ShouldBe(files.Count);
        return checkedFiles;
    }

    private static string[] Texts(JsonElement file, string name) =>
        [.. file.GetProperty(name).EnumerateArray().Select(text => text.GetString() ?? "")];
}
