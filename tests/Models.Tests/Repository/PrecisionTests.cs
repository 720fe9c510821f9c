using Shouldly;
using TransformerService.Models.Repository;
using Xunit;

namespace TransformerService.Models.Tests.Repository;

/// <summary>Which of several ONNX files is loaded, in the layouts of the Hub.</summary>
public sealed class PrecisionTests : IDisposable
{
    private readonly TemporaryRepository _repository = new();

    public void Dispose() => _repository.Dispose();

    [Theory]
    [InlineData("model.onnx onnx/model.onnx", "{}", "model.onnx")]
    [InlineData("onnx/model.onnx onnx/model_fp16.onnx onnx/model_quantized.onnx", "{}", "onnx/model.onnx")]
    [InlineData("onnx/model_fp16.onnx onnx/model_quantized.onnx", "{}", "onnx/model_quantized.onnx")]
    [InlineData("onnx/model_q4.onnx onnx/model_fp16.onnx", "{}", "onnx/model_fp16.onnx")]
    [InlineData("model_O3.onnx", "{}", "model_O3.onnx")]
    [InlineData("model_optimized.onnx", "{}", "model_optimized.onnx")]
    [InlineData("onnx/model.onnx onnx/model_fp16.onnx", """{ "precision": "fp16" }""", "onnx/model_fp16.onnx")]
    [InlineData("onnx/model.onnx onnx/model_int8.onnx", """{ "precision": "int8" }""", "onnx/model_int8.onnx")]
    [InlineData("onnx/model.onnx onnx/model_quantized.onnx", """{ "precision": "q8" }""", "onnx/model_quantized.onnx")]
    [InlineData("onnx/model.onnx onnx/model_q4f16.onnx", """{ "precision": "q4f16" }""", "onnx/model_q4f16.onnx")]
    [InlineData("model.onnx model_quantized.onnx", """{ "precision": { "student": "int8" } }""", "model_quantized.onnx")]
    [InlineData("model.onnx model_quantized.onnx", """{ "precision": { "teacher": "int8" } }""", "model.onnx")]
    [InlineData("model.onnx my-name.onnx", """{ "file": "my-name.onnx" }""", "my-name.onnx")]
    [InlineData("onnx/model.onnx onnx/mine.onnx", """{ "file": { "student": "onnx/mine.onnx" } }""", "onnx/mine.onnx")]
    public void Read_SeveralFiles_TakesTheChosenOne(string files, string modelJson, string expected)
    {
        Fill(modelJson, "distilbert-tiny", files);

        var variant = Variant();

        variant.Faults.ShouldBeEmpty();
        Shown(variant.Export?.Onnx.Model).ShouldBe(expected);
    }

    [Theory]
    [InlineData("qint8_avx512_vnni", "qint8_avx512", "quint8_avx2", "qint8_arm64")]
    public void Read_FilesForOneProcessor_TakesOneThatRunsHere(params string[] names)
    {
        Fill("""{ "precision": "int8" }""", "distilbert-tiny", string.Join(' ', names.Select(name => $"onnx/model_{name}.onnx")));

        Variant().Faults.ShouldBeEmpty();
    }

    [Fact]
    public void Read_SeveralPrecisionsAndNoChoice_SaysWhichIsUsed()
    {
        Fill("{}", "distilbert-tiny", "onnx/model.onnx onnx/model_fp16.onnx");

        Variant()
            .Export.ShouldNotBeNull()
            .Warnings.ShouldContain(
                "There are onnx/model.onnx (fp32), onnx/model_fp16.onnx (fp16): onnx/model.onnx is used. To choose another, write \"precision\" into model.json."
            );
    }

    [Fact]
    public void Read_FileThatStandsForTwoPrecisions_IsListedOnce()
    {
        Fill("{}", "distilbert-tiny", "onnx/model.onnx onnx/model_quint8_avx2.onnx");

        Variant()
            .Export.ShouldNotBeNull()
            .Warnings.ShouldContain(
                "There are onnx/model.onnx (fp32), onnx/model_quint8_avx2.onnx (int8): onnx/model.onnx is used. To choose another, write \"precision\" into model.json."
            );
    }

    [Fact]
    public void Read_PrecisionThatIsNotThere_NamesThoseThatAre()
    {
        Fill("""{ "precision": "q4" }""", "distilbert-tiny", "onnx/model.onnx onnx/model_fp16.onnx");

        Variant()
            .Faults.ShouldBe([
                "model.json: 'precision' is \"q4\", but there is no model of it; there is onnx/model.onnx (fp32), onnx/model_fp16.onnx (fp16).",
            ]);
    }

    [Fact]
    public void Read_FileThatIsNotThere_SaysSo()
    {
        Fill("""{ "file": "onnx/mine.onnx" }""", "distilbert-tiny", "model.onnx", task: "text-classification");

        Variant().Faults.ShouldHaveSingleItem().ShouldStartWith("model.json: 'file' is \"onnx/mine.onnx\", which is missing.");
    }

    [Theory]
    [InlineData("""{ "precision": "int9" }""", "'precision' must be one of \"fp32\", \"int8\"")]
    [InlineData("""{ "precision": 8 }""", "'precision' must be one of")]
    [InlineData("""{ "precision": { "student": "half" } }""", "'precision.student' must be one of")]
    [InlineData("""{ "file": "../../secret.onnx" }""", "'file' must be an ONNX file of the variant's folder")]
    [InlineData("""{ "file": "onnx/../../secret.onnx" }""", "'file' must be an ONNX file of the variant's folder")]
    [InlineData("""{ "file": "/etc/secret.onnx" }""", "'file' must be an ONNX file of the variant's folder")]
    [InlineData("""{ "file": "model.bin" }""", "'file' must be an ONNX file of the variant's folder")]
    public void Read_BadChoice_IsAFault(string modelJson, string expected)
    {
        Fill(modelJson, "distilbert-tiny", "model.onnx");

        ModelRepository.Read(_repository.Root).ShouldHaveSingleItem().Faults.ShouldHaveSingleItem().ShouldContain(expected);
    }

    [Fact]
    public void Read_FileOfATranslationModel_AsksForAPrecision()
    {
        _repository.Add("m", """{ "task": "translation", "file": "encoder_model.onnx" }""", "marian-tiny");

        Variant().Faults.ShouldBe(["model.json: 'file' names one file, but a translation model has several: write 'precision' instead."]);
    }

    [Fact]
    public void Read_EncoderAndDecoderOfTwoPrecisions_TakesAWholeSet()
    {
        _repository.Add("m", """{ "task": "translation" }""", "marian-tiny");
        foreach (var stem in new[] { "encoder_model", "decoder_model", "decoder_with_past_model" })
        {
            File.Copy(_repository.File("m", "student", stem + ".onnx"), _repository.File("m", "student", stem + "_quantized.onnx"));
        }

        File.Delete(_repository.File("m", "student", "decoder_model.onnx"));
        File.Delete(_repository.File("m", "student", "decoder_with_past_model.onnx"));
        File.Delete(_repository.File("m", "student", "decoder_model_merged.onnx"));

        var files = Variant().Export.ShouldNotBeNull().Onnx;

        Shown(files.Encoder).ShouldBe("encoder_model_quantized.onnx");
        Shown(files.Decoder).ShouldBe("decoder_model_quantized.onnx");
        Shown(files.DecoderWithPast).ShouldBe("decoder_with_past_model_quantized.onnx");
    }

    [Fact]
    public void Read_PointersOfOnePrecisionOfATranslator_TakesTheFetchedSet()
    {
        _repository.Add("m", """{ "task": "translation" }""", "marian-tiny");
        foreach (var stem in new[] { "encoder_model", "decoder_model", "decoder_with_past_model", "decoder_model_merged" })
        {
            File.Move(_repository.File("m", "student", stem + ".onnx"), _repository.File("m", "student", stem + "_quantized.onnx"));
            File.WriteAllText(
                _repository.File("m", "student", stem + ".onnx"),
                "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n"
            );
        }

        var variant = Variant();

        variant.Faults.ShouldBeEmpty();
        Shown(variant.Export.ShouldNotBeNull().Onnx.Encoder).ShouldBe("encoder_model_quantized.onnx");
        Shown(variant.Export.ShouldNotBeNull().Onnx.DecoderWithPast).ShouldBe("decoder_with_past_model_quantized.onnx");
    }

    [Fact]
    public void Read_PointerBesideAFetchedFile_TakesTheFetchedOne()
    {
        Fill("{}", "distilbert-tiny", "onnx/model.onnx onnx/model_quantized.onnx");
        File.WriteAllText(
            _repository.File("m", "student", "onnx", "model.onnx"),
            "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n"
        );

        Shown(Variant().Export?.Onnx.Model).ShouldBe("onnx/model_quantized.onnx");
    }

    [Fact]
    public void Read_AnotherChoice_IsAnotherVersion()
    {
        Fill("{}", "distilbert-tiny", "model.onnx model_quantized.onnx");
        var without = Variant().Export.ShouldNotBeNull().ContentHash;
        File.WriteAllText(_repository.File("m", "model.json"), """{ "precision": "int8" }""");

        Variant().Export.ShouldNotBeNull().ContentHash.ShouldNotBe(without);
    }

    private VersionDefinition Variant() =>
        ModelRepository.Read(_repository.Root).ShouldHaveSingleItem().Variants.ShouldHaveSingleItem().Current;

    /// <summary>Adds a model whose only graphs are copies of the fixture's under these names.</summary>
    private void Fill(string modelJson, string fixture, string files, string? task = null)
    {
        _repository.Add(
            "m",
            task is null ? modelJson : modelJson.Replace("{", $$"""{ "task": "{{task}}",""", StringComparison.Ordinal),
            fixture
        );
        Directory.CreateDirectory(_repository.File("m", "student", "onnx"));
        var graph = File.ReadAllBytes(_repository.File("m", "student", "model.onnx"));
        File.Delete(_repository.File("m", "student", "model.onnx"));
        foreach (var name in files.Split(' '))
        {
            File.WriteAllBytes(_repository.File("m", "student", name), graph);
        }
    }

    private string? Shown(string? path) =>
        path is null ? null : Path.GetRelativePath(_repository.File("m", "student"), path).Replace('\\', '/');
}
