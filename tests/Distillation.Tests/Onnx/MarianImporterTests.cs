using Shouldly;
using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Onnx.Marian;
using Xunit;

namespace TransformerService.Distillation.Tests.Onnx;

public sealed class MarianImporterTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("import-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Read_ExportOfOurs_GivesTheWeightsThatWentIn(bool shared)
    {
        MarianExporter.Write(_folder, TinyMarian.Shape, TinyMarian.Options with { SharedWeights = shared }, TinyMarian.Graphs());

        var read = MarianImporter.Read(_folder, TinyMarian.Shape);

        foreach ((var name, var weight) in TinyMarian.Weights)
        {
            read[name].Values.Length.ShouldBe(weight.Values.Length, name);
            read[name].Values.Zip(weight.Values).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) < 1e-6f, name);
        }
    }

    [Fact]
    public void Read_RecurrentDecoder_GivesTheWeightsThatWentInToItsOwnKindAlone()
    {
        MarianExporter.Write(_folder, TinyMarian.SsruShape, TinyMarian.Options, TinyMarian.SsruGraphs());

        var read = MarianImporter.Read(_folder, TinyMarian.SsruShape);

        foreach ((var name, var weight) in TinyMarian.SsruWeights)
        {
            read[name].Values.Zip(weight.Values).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) < 1e-6f, name);
        }

        Should
            .Throw<ExportException>(() => MarianImporter.Read(_folder, TinyMarian.Shape))
            .Message.ShouldContain("has model_type 'marian-ssru', the recipe's decoder is that of 'marian'");
    }

    [Fact]
    public void Read_Int8Export_SaysWhatToBeginWith()
    {
        MarianExporter.Write(_folder, TinyMarian.Shape, TinyMarian.Options, TinyMarian.QuantizedGraphs());
        Should
            .Throw<ExportException>(() => MarianImporter.Read(_folder, TinyMarian.Shape))
            .Message.ShouldContain("start from a float32 teacher");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ReadServed_Int8Export_GivesTheWeightsOfItsBytes(bool ssru)
    {
        (var shape, var weights, var graphs) = ssru
            ? (TinyMarian.SsruShape, TinyMarian.SsruWeights, TinyMarian.Quantized(TinyMarian.SsruGraphs()))
            : (TinyMarian.Shape, TinyMarian.Weights, TinyMarian.QuantizedGraphs());
        MarianExporter.Write(_folder, shape, TinyMarian.Options with { SharedWeights = true }, graphs);

        var read = MarianImporter.ReadServed(_folder, shape);

        foreach ((var name, var weight) in weights)
        {
            var found = read[name].Values;
            found.Length.ShouldBe(weight.Values.Length, name);
            var error = Math.Sqrt(found.Zip(weight.Values, (left, right) => (left - right) * (double)(left - right)).Sum());
            error.ShouldBeLessThan(0.05 * Math.Sqrt(weight.Values.Sum(value => value * (double)value)) + 1e-6, name);
        }
    }

    [Fact]
    public void ReadServed_Float32Export_GivesTheWeightsThatWentIn()
    {
        MarianExporter.Write(_folder, TinyMarian.Shape, TinyMarian.Options, TinyMarian.Graphs());

        var read = MarianImporter.ReadServed(_folder, TinyMarian.Shape);

        foreach ((var name, var weight) in TinyMarian.Weights)
        {
            read[name].Values.Zip(weight.Values).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) < 1e-6f, name);
        }
    }

    [Fact]
    public void ReadServed_WithoutItsWeightFile_SaysSo()
    {
        MarianExporter.Write(_folder, TinyMarian.Shape, TinyMarian.Options with { SharedWeights = true }, TinyMarian.QuantizedGraphs());
        File.Delete(Path.Combine(_folder, "model.onnx_data"));

        Should.Throw<ExportException>(() => MarianImporter.ReadServed(_folder, TinyMarian.Shape)).Message.ShouldContain("cannot be read");
    }

    [Fact]
    public void Read_NothingThereOrDamaged_NamesTheFile()
    {
        Should
            .Throw<ExportException>(() => MarianImporter.Read(_folder, TinyMarian.Shape))
            .Message.ShouldContain("config.json cannot be read");
        MarianExporter.Write(_folder, TinyMarian.Shape, TinyMarian.Options, TinyMarian.Graphs());
        Should
            .Throw<ExportException>(() => MarianImporter.Read(_folder, TinyMarian.Shape with { Heads = 4 }))
            .Message.ShouldContain("encoder_attention_heads 2, the recipe asks for 4");
        File.WriteAllBytes(Path.Combine(_folder, "encoder_model.onnx"), [255, 1, 2, 3]);
        Should
            .Throw<ExportException>(() => MarianImporter.Read(_folder, TinyMarian.Shape))
            .Message.ShouldContain("encoder_model.onnx cannot be read");
    }
}
