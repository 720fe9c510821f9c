using Shouldly;
using TransformerService.Inference.Memory;
using TransformerService.Inference.Sessions;
using TransformerService.Models.Exports;
using TransformerService.Models.Repository;
using TransformerService.Tests.Support.Exports;
using Xunit;

namespace TransformerService.Inference.Tests.Memory;

/// <summary>The estimates against what real runs of real models take.</summary>
public sealed class RunMemoryTests
{
    private const long MiB = 1 << 20;

    internal static readonly string Models = Path.Combine(Path.GetDirectoryName(Path.GetDirectoryName(Fixtures.Root))!, "models"); // the tests are two folders deep

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("en-fr/teacher", 64, 256, 1, 2)] // long rows: the encoder
    [InlineData("en-fr/student", 64, 256, 1, 2)]
    [InlineData("en-fr/teacher", 8, 256, 8, 32)] // long rows with beams: what the decoder keeps of the encoder
    [InlineData("en-fr/student", 8, 256, 8, 64)]
    [InlineData("en-fr/teacher", 64, 3, 8, 24)] // many beams: what the decoder keeps of itself, and logits
    [InlineData("en-fr/student", 64, 3, 8, 32)]
    [InlineData("en-fr/teacher", 1, 256, 8, 257)] // the dearest row alone
    [InlineData("sentiment/teacher", 64, 128, 1, 0)]
    [InlineData("sentiment/student", 64, 128, 1, 0)]
    [InlineData("intent/teacher", 64, 64, 1, 0)]
    [InlineData("intent/student", 64, 64, 1, 0)]
    public Task Bytes_OfACommittedModel_AreNoLessThanMeasured(string variant, int rows, int tokens, int beams, int maxLength) =>
        CheckAsync(Path.Combine(Models, variant), rows, tokens, beams, maxLength);

    [Theory]
    [InlineData("marian-tiny", 64, 3, 8, 60)]
    [InlineData("marian-tiny-nopast", 64, 4, 8, 20)] // without a cache: the logits of all positions
    [InlineData("marian-tiny-nopast", 8, 200, 8, 32)]
    [InlineData("t5-tiny", 32, 500, 1, 2)]
    [InlineData("t5-tiny", 8, 200, 8, 60)]
    [InlineData("mt5-bytefallback-tiny", 64, 3, 8, 40)]
    [InlineData("bert-tiny", 32, 512, 1, 0)]
    [InlineData("distilbert-tiny", 32, 512, 1, 0)]
    [InlineData("roberta-tiny", 32, 512, 1, 0)]
    public async Task Bytes_OfAStockExport_AreNoLessThanMeasured(string fixture, int rows, int tokens, int beams, int maxLength)
    {
        using var catalog = new Catalog.TestCatalog();
        var folder = catalog.Add("m", fixture, maxLength > 0 ? """{ "task": "translation" }""" : """{ "task": "text-classification" }""");

        await CheckAsync(folder, rows, tokens, beams, maxLength);
    }

    /// <summary>The merged decoder, which chooses inside whether there is a past.</summary>
    [Fact]
    public async Task Bytes_OfAMergedDecoder_AreNoLessThanMeasured()
    {
        using var catalog = new Catalog.TestCatalog();
        var folder = catalog.Add("m", "marian-tiny", """{ "task": "translation" }""");
        File.Delete(Path.Combine(folder, "decoder_model.onnx"));
        File.Delete(Path.Combine(folder, "decoder_with_past_model.onnx"));

        await CheckAsync(folder, 64, 3, 8, 60);
    }

    [Theory]
    [InlineData(1, 1, 0, 1, 32)]
    [InlineData(512, 64, 0, 64, 97)] // one row at a time
    [InlineData(int.MaxValue, long.MaxValue, long.MaxValue, int.MaxValue, long.MaxValue / 2 / MiB)]
    public void Bytes_OfSizes_GrowWithThemAndNeverOverflow(int longest, long width, long decoderTokens, int rows, long expected) =>
        (new RunMemory(new ModelShape(768, 12, 3_072)).Bytes(longest, width, decoderTokens, rows) / MiB).ShouldBe(expected);

    [Fact]
    public void Bytes_OfAnEncoderThatReadsWholeBatches_CountAllRows() =>
        (new RunMemory(new ModelShape(768, 12, 3_072) { ReadsWholeBatches = true }).Bytes(512, 64, 0, 64) / MiB).ShouldBe(4_227);

    private static async Task CheckAsync(string folder, int rows, int tokens, int beams, int maxLength)
    {
        Assert.SkipUnless(MemoryProbe.IsPossible, "Only Linux tells a process's peak.");
        var export = ModelRepository
            .ReadModel(Path.GetDirectoryName(folder)!)
            .Variants.First(variant => variant.FolderName == Path.GetFileName(folder))
            .Current.Export.ShouldNotBeNull(); // a folder in a model's
        long estimate = RunMemory.Of(export).Bytes(tokens, rows * beams, (long)rows * beams * maxLength, rows),
            loading = ModelMemory.Estimate(export);

        var measured = await MemoryProbe.MeasureAsync(folder, rows, tokens, beams, maxLength, Token);

        TestContext.Current.SendDiagnosticMessage(
            $"{folder} {rows} x {tokens} x {beams} x {maxLength}: {estimate / MiB} MiB, measured {measured.Peak / MiB}; left {measured.Left / MiB}; loading {loading / MiB}, measured {measured.Loading / MiB}"
        );
        measured.ShouldFit(estimate);
        measured.Left.ShouldBeLessThan(NativeHeap.KeptBytes + (8 * MiB));
    }
}
