using Shouldly;
using TransformerService.Distillation.Onnx.Marian;
using TransformerService.Distillation.Onnx.Quantization;
using TransformerService.Models.Exports.Graphs;
using Xunit;

namespace TransformerService.Distillation.Tests.Onnx.Int8;

/// <summary>An int8 export whose products can saturate, as an older trainer wrote it, and what comes of it.</summary>
public sealed class ExactRewriteTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("exact-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Apply_WeightsThatSaturate_MakesThemExactInEveryFile(bool sharedWeights)
    {
        Write(sharedWeights);
        Spoil();
        Products().ShouldContain(product => PairSums.CanSaturate(product));

        (var matrices, var changed, var relative) = ExactRewrite.Apply(_folder);

        Products().Length.ShouldBeGreaterThan(10);
        Products().ShouldAllBe(product => !PairSums.CanSaturate(product));
        changed.ShouldBeInRange(1, matrices);
        relative.ShouldBeInRange(1e-6, 0.05);
        foreach (var file in Directory.EnumerateFiles(_folder, "*.onnx"))
        {
            using var session = new Microsoft.ML.OnnxRuntime.InferenceSession(file); // the graphs still load
        }
    }

    [Fact]
    public void Apply_ExportThatIsExact_ChangesNoWeight()
    {
        Write(sharedWeights: true);
        var before = File.ReadAllBytes(Path.Combine(_folder, "model.onnx_data"));

        ExactRewrite.Apply(_folder).Changed.ShouldBe(0);

        File.ReadAllBytes(Path.Combine(_folder, "model.onnx_data")).ShouldBe(before);
    }

    private IntegerProduct[] Products() =>
        [.. Directory.EnumerateFiles(_folder, "*.onnx").SelectMany(file => IntegerProduct.Find(OnnxGraphReader.Read(file)))];

    private void Write(bool sharedWeights)
    {
        var graphs = TinyMarian.Graphs();
        var quantized = MarianExporter.Quantize(graphs, TinyMarian.Calibrate(graphs), new QuantizationOptions());
        MarianExporter.Write(
            _folder,
            TinyMarian.Shape,
            TinyMarian.Options with
            {
                SharedWeights = sharedWeights,
                Decoders = DecoderFiles.Split,
            },
            quantized
        );
    }

    /// <summary>Sets the first pair of every weight's first row to what saturates.</summary>
    private void Spoil()
    {
        foreach (var file in Products().Select(product => product.Weight).GroupBy(weight => weight.File.ShouldNotBeNull()))
        {
            using var stream = File.OpenWrite(file.Key);
            foreach (var weight in file)
            {
                stream.Seek(weight.Offset, SeekOrigin.Begin);
                stream.Write([127, 126]);
            }
        }
    }
}
