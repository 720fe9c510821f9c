using Shouldly;
using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Onnx;
using TransformerService.Distillation.Onnx.Marian;
using TransformerService.Distillation.Tests.Onnx;
using TransformerService.Inference.Sessions;
using TransformerService.Models.Exports.Shortlists;
using TransformerService.Models.Repository;
using Xunit;

namespace TransformerService.Distillation.Tests.Shortlists;

/// <summary>The files of an export with a lexical shortlist, and what is said of wrong ones.</summary>
public sealed class ShortlistFolderTests
{
    [Fact]
    public void Read_ExportWithAShortlist_LoadsItsDecodersAndCountsItsBytes()
    {
        using var model = new ShortlistModel(ShortlistModel.OfFew());

        var export = model.Read();

        export.Shortlist.ShouldBe(model.File(LexicalShortlistFile.Name));
        export.Onnx.Decoders.Select(Path.GetFileName).ShouldBe([ShortlistExport.Decoder, ShortlistExport.DecoderWithPast]);
        export.Onnx.OutputLayer.ShouldBe(model.File(ShortlistExport.OutputLayer));
        export.WeightBytes.ShouldBeGreaterThan((UInt128)new FileInfo(model.File(LexicalShortlistFile.Name)).Length);

        // Its bytes are part of the version.
        var shortlist = LexicalShortlistFile.Read(model.File(LexicalShortlistFile.Name));
        LexicalShortlistFile.Write(model.File(LexicalShortlistFile.Name), ShortlistModel.OfAll());
        model.Read().ContentHash.ShouldNotBe(export.ContentHash);
        LexicalShortlistFile.Write(model.File(LexicalShortlistFile.Name), shortlist);
        model.Read().ContentHash.ShouldBe(export.ContentHash);
    }

    [Fact]
    public void Read_TurnedOffInModelJson_LoadsTheUsualDecoders()
    {
        using var model = new ShortlistModel(ShortlistModel.OfFew());
        var on = ModelRepository.ReadModel(Path.GetDirectoryName(model.Path)!).Variants[0].Current; // a variant's folder is in a model's
        File.WriteAllText(
            Path.Combine(Path.GetDirectoryName(model.Path)!, "model.json"), // as above
            """{ "task": "translation", "shortlist": false }"""
        );

        var export = model.Read();

        export.Shortlist.ShouldBeNull();
        export.Onnx.OutputLayer.ShouldBeNull();
        export.Onnx.Decoders.Select(Path.GetFileName).ShouldBe(["decoder_model.onnx", "decoder_with_past_model.onnx"]);
        ModelRepository.ReadModel(Path.GetDirectoryName(model.Path)!).Variants[0].Current.IsSameAs(on).ShouldBeFalse(); // as above
    }

    [Theory]
    [InlineData(ShortlistExport.Decoder)]
    [InlineData(ShortlistExport.DecoderWithPast)]
    [InlineData(ShortlistExport.OutputLayer)]
    public void Read_FileMissing_SaysWhich(string name)
    {
        using var model = new ShortlistModel(ShortlistModel.OfFew());
        File.Delete(model.File(name));

        model.Faults().ShouldHaveSingleItem().ShouldStartWith($"{name} is missing, which belongs to lexical_shortlist.bin");
    }

    [Fact]
    public void Read_BrokenShortlist_SaysWhat()
    {
        using var model = new ShortlistModel(ShortlistModel.OfFew());
        File.WriteAllBytes(model.File(LexicalShortlistFile.Name), File.ReadAllBytes(model.File(LexicalShortlistFile.Name))[..^1]);

        model.Faults().ShouldHaveSingleItem().ShouldStartWith("lexical_shortlist.bin cannot be read: it has ");
    }

    [Fact]
    public void Read_ShortlistOfAnotherVocabulary_SaysSo()
    {
        using var model = new ShortlistModel(ShortlistModel.OfFew());
        LexicalShortlistFile.Write(
            model.File(LexicalShortlistFile.Name),
            LexicalShortlist.Of(
                [0],
                [
                    [1],
                    [],
                ]
            )
        );

        model
            .Faults()
            .ShouldHaveSingleItem()
            .ShouldStartWith($"lexical_shortlist.bin is for a vocabulary of 2 pieces, but config.json's has {ShortlistModel.Vocabulary}");
    }

    [Fact]
    public void Load_OutputLayerOfAnotherSize_SaysWhichFileDiffers()
    {
        using var model = new ShortlistModel(ShortlistModel.OfFew());
        var tiny = ShortlistGraphs.Of(TinyMarian.QuantizedGraphs());
        OnnxFile.Write(model.File(ShortlistExport.OutputLayer), tiny[ShortlistExport.OutputLayer]);

        Should
            .Throw<ModelLoadException>(() => model.Load().Dispose())
            .Faults.ShouldContain(fault =>
                fault.Contains("must have an output 'output_layer_input' of bytes, [rows, 16]", StringComparison.Ordinal)
            );
    }

    [Fact]
    public void Load_OutputLayerWithOtherOutputs_SaysWhatItMustLookUp()
    {
        using var model = new ShortlistModel(ShortlistModel.OfFew());
        OnnxFile.Write(model.File(ShortlistExport.OutputLayer), TinyMarian.QuantizedGraphs().Encoder);

        Should
            .Throw<ModelLoadException>(() => model.Load().Dispose())
            .Faults.ShouldContain(fault =>
                fault.StartsWith("shortlist_output_layer.onnx must look up weight (Int8)", StringComparison.Ordinal)
            );
    }

    /// <summary>An export into the same folder must not leave an earlier one's shortlist there, whose weights are others.</summary>
    [Fact]
    public void Write_AgainWithoutAShortlist_RemovesItsFiles()
    {
        using var model = new ShortlistModel(ShortlistModel.OfFew());
        MarianExporter.Write(model.Path, FixtureMarian.Shape, TinyMarian.Options, FixtureMarian.Graphs());

        ShortlistExport.Files.ShouldAllBe(name => !File.Exists(model.File(name)));
    }

    [Fact]
    public void Of_Float32Graphs_SaysThatTheLayerMustBeInt8() =>
        Should.Throw<ExportException>(() => ShortlistGraphs.Of(TinyMarian.Graphs())).Message.ShouldContain("needs an int8 output layer");
}
