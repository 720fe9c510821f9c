using Shouldly;
using TransformerService.Distillation.Evaluation;
using TransformerService.Distillation.Onnx.Marian;
using TransformerService.Distillation.Tests.Data;
using TransformerService.Distillation.Tests.Onnx;
using TransformerService.Models;
using Xunit;

namespace TransformerService.Distillation.Tests.Evaluation;

public sealed class VariantFilesTests
{
    [Fact]
    public void Of_SplitDecoders_CountsWhatIsLoaded()
    {
        using var model = new FixtureModel("translation", ("student", "marian-tiny"));
        var folder = Path.Combine(model.Path, "student");
        File.WriteAllText(Path.Combine(folder, "model.onnx_data"), "12345");
        Directory.CreateDirectory(Path.Combine(folder, "notes"));
        File.WriteAllText(Path.Combine(folder, "notes", "note"), "1234567");

        var files = VariantFiles.Of(ModelVariant.Find(model.Path, VariantRole.Student));

        // The merged decoder is there, but is not loaded beside the split ones.
        long Length(string name) => new FileInfo(Path.Combine(folder, name)).Length;
        files.ModelBytes.ShouldBe(Length("encoder_model.onnx") + Length("decoder_model.onnx") + Length("decoder_with_past_model.onnx") + 5);
        files.FolderBytes.ShouldBe(Directory.EnumerateFiles(folder).Sum(file => new FileInfo(file).Length) + 7);
        files.FolderBytes.ShouldBeGreaterThan(files.ModelBytes + Length("decoder_model_merged.onnx"));
        files.Precision.ShouldBe(WeightPrecision.Float32);
    }

    [Theory]
    [InlineData(false, "decoder_with_past_model.onnx")]
    [InlineData(true, "decoder_model_merged.onnx")] // all of whose operators are in the branches of an If
    public void OfFile_Quantized_IsInt8(bool merged, string file)
    {
        foreach (
            (var graphs, var precision) in new[]
            {
                (TinyMarian.Graphs(), WeightPrecision.Float32),
                (TinyMarian.QuantizedGraphs(), WeightPrecision.Int8),
            }
        )
        {
            using var folder = new ExportFolder("translation");
            MarianExporter.Write(
                folder.Path,
                TinyMarian.Shape,
                TinyMarian.Options with
                {
                    Decoders = merged ? DecoderFiles.Merged : DecoderFiles.Split,
                },
                graphs
            );
            OnnxPrecision.Of(Path.Combine(folder.Path, file)).ShouldBe(precision);
        }
    }

    [Fact]
    public void OfFile_NoOnnxFile_IsRefused()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("model.onnx", "this is no model");
        Should.Throw<EvaluationException>(() => OnnxPrecision.Of(path)).Message.ShouldContain(path);
        Should.Throw<EvaluationException>(() => OnnxPrecision.Of(path + "-absent")).Message.ShouldContain("-absent");
    }
}
