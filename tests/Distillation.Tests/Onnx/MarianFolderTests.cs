using System.Text.Json;
using Shouldly;
using TransformerService.Distillation.Onnx.Marian;
using TransformerService.Distillation.Onnx.Quantization;
using TransformerService.Inference.Decoding;
using TransformerService.Inference.Sessions;
using TransformerService.Models.Exports;
using Xunit;

namespace TransformerService.Distillation.Tests.Onnx;

/// <summary>A written folder as the server opens it.</summary>
public sealed class MarianFolderTests
{
    private static readonly string[] TokenizerFiles = ["source.spm", "target.spm", "vocab.json"];
    private static readonly string Fixture = FixtureMarian.Folder;

    [Theory]
    [InlineData("split", false)]
    [InlineData("merged", false)]
    [InlineData("split", true)]
    [InlineData("merged", true)]
    public void Write_OpenedByTheServer_GreedyGivesTheLoopsTokens(string kind, bool sharedWeights)
    {
        using var folder = new ExportFolder("translation");
        var decoders = kind == "split" ? DecoderFiles.Split : DecoderFiles.Merged;
        var options = TinyMarian.Options with { NumBeams = 3, Decoders = decoders, SharedWeights = sharedWeights };
        MarianExporter.Write(folder.Path, TinyMarian.Shape, options, TinyMarian.Graphs());
        var export = folder.Read(TokenizerFiles);
        export.Onnx.DecoderKind.ShouldBe(kind);
        var settings = export.Generation!; // a translation export has it
        settings.NumBeams.ShouldBe(3);
        settings.MaxLength.ShouldBe(TinyMarian.Shape.MaxPositions);
        settings.DecoderStartTokenId.ShouldBe(TinyMarian.Shape.PadTokenId);

        const int Limit = 12;
        var limited = settings with { NumBeams = 1, MaxLength = Limit + 1, ForcedEosTokenIds = [] };
        using var model = Open(export);
        var found = Greedy(model, limited, TinyMarian.Sources);
        var naive = new NaiveMarian(TinyMarian.Shape, TinyMarian.Weights);
        for (var text = 0; text < found.Length; text++)
        {
            found[text].ShouldBe(naive.Greedy(TinyMarian.Sources[text], Limit));
        }
    }

    [Fact]
    public void Write_FixturesWeights_GivesPyTorchsGreedyAnswersAndLogits()
    {
        using var folder = new ExportFolder("translation");
        MarianExporter.Write(folder.Path, FixtureMarian.Shape, FixtureMarian.Options, FixtureMarian.Graphs());
        var export = folder.Read(TokenizerFiles);
        var settings = export.Generation! with { MaxLength = 64 }; // a translation export has it
        using var model = Open(export);
        using var golden = JsonDocument.Parse(File.ReadAllText(Path.Combine(Fixture, "golden.json")));
        JsonElement[] cases = [.. golden.RootElement.GetProperty("cases").EnumerateArray()];
        int[][] sources = [.. cases.Select(item => Integers(item.GetProperty("input_ids")))];
        cases.Length.ShouldBeGreaterThan(10);

        var found = Greedy(model, settings, sources);
        for (var i = 0; i < cases.Length; i++)
        {
            found[i].ShouldBe(Integers(cases[i].GetProperty("greedy").GetProperty("sequence"))[1..]);
            var first = cases[i].GetProperty("first_step_logits_top5");
            float[] expected = [.. first.GetProperty("logits").EnumerateArray().Select(value => value.GetSingle())];
            FirstLogits(model, settings, sources[i], Integers(first.GetProperty("ids"))).ShouldBe(expected, 1e-4);
        }
    }

    /// <summary>A trained model of 64 features: what int8 costs it is printed, and bounded generously.</summary>
    [Theory]
    [InlineData("MinMax")]
    [InlineData("Percentile")]
    [InlineData("LeastError")]
    public void Write_FixturesWeightsQuantized_MostlyGivesPyTorchsTokens(string method)
    {
        using var golden = JsonDocument.Parse(File.ReadAllText(Path.Combine(Fixture, "golden.json")));
        JsonElement[] cases = [.. golden.RootElement.GetProperty("cases").EnumerateArray()];
        int[][] sources = [.. cases.Select(item => Integers(item.GetProperty("input_ids")))];
        int[][] expected = [.. cases.Select(item => Integers(item.GetProperty("greedy").GetProperty("sequence"))[1..])];
        var graphs = FixtureMarian.Graphs();
        var ranges = MarianCalibration.Measure(
            graphs,
            FixtureMarian.Shape.PadTokenId,
            [.. sources.Zip(expected)],
            TestContext.Current.CancellationToken
        );
        using var folder = new ExportFolder("translation");
        var quantized = MarianExporter.Quantize(graphs, ranges, new QuantizationOptions { Method = Enum.Parse<RangeMethod>(method) });
        MarianExporter.Write(folder.Path, FixtureMarian.Shape, FixtureMarian.Options, quantized);
        var export = folder.Read(TokenizerFiles);
        var settings = export.Generation! with { MaxLength = 64 }; // a translation export has it
        using var model = Open(export);

        var found = Greedy(model, settings, sources);
        var same = found.Zip(expected).Count(pair => pair.First.SequenceEqual(pair.Second));
        double drift = cases
            .Select(
                (item, i) =>
                {
                    var first = item.GetProperty("first_step_logits_top5");
                    var logits = FirstLogits(model, settings, sources[i], Integers(first.GetProperty("ids")));
                    return logits.Zip(first.GetProperty("logits").EnumerateArray(), (a, b) => Math.Abs(a - b.GetSingle())).Max();
                }
            )
            .Max();
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{method}: {same} of {cases.Length} answers as in float32; first logits stray by at most {drift:F4}"
        );
        same.ShouldBeGreaterThan(cases.Length / 3);
        drift.ShouldBeLessThan(1);
    }

    [Fact]
    public void Write_QuantizedMergedSharingWeights_AnswersAsTheWholeSplitFiles()
    {
        var graphs = TinyMarian.QuantizedGraphs();
        MarianExportOptions[] layouts =
        [
            TinyMarian.Options,
            TinyMarian.Options with
            {
                Decoders = DecoderFiles.Merged,
            },
            TinyMarian.Options with
            {
                SharedWeights = true,
            },
            TinyMarian.Options with
            {
                Decoders = DecoderFiles.Merged,
                SharedWeights = true,
            },
        ];
        int[][][] found =
        [
            .. layouts.Select(options =>
            {
                using var folder = new ExportFolder("translation");
                MarianExporter.Write(folder.Path, TinyMarian.Shape, options, graphs);
                var export = folder.Read(TokenizerFiles);
                using var model = Open(export);
                return Greedy(model, export.Generation! with { MaxLength = 30 }, TinyMarian.Sources); // a translation export has it
            }),
        ];
        found.ShouldAllBe(answers => answers.Zip(found[0], (a, b) => a.SequenceEqual(b)).All(same => same));
    }

    [Fact]
    public void Write_MergedDecoder_HasOptimumsInputsAndOutputs()
    {
        var graphs = TinyMarian.Graphs();
        Signature
            .Of(MergedDecoderGraph.Build(graphs.Decoder, graphs.DecoderWithPast))
            .ShouldBe(Signature.Of(Path.Combine(Fixture, "decoder_model_merged.onnx")));
    }

    [Theory]
    [InlineData("config.json", "_name_or_path", "transformers_version")]
    [InlineData("generation_config.json", "transformers_version")]
    [InlineData("tokenizer_config.json")]
    [InlineData("special_tokens_map.json")]
    public void Write_JsonFiles_HaveTheFieldsOfTransformers(string file, params string[] untrue)
    {
        using var folder = new ExportFolder("translation");
        MarianExporter.Write(folder.Path, TinyMarian.Shape, TinyMarian.Options, TinyMarian.Graphs());
        using var written = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder.Path, file)));
        using var fixture = JsonDocument.Parse(File.ReadAllText(Path.Combine(Fixture, file)));
        Names(written).ShouldBe(Names(fixture).Except(untrue));
    }

    private static EncoderDecoder Open(ExportDescription export) =>
        EncoderDecoder.Open(new OnnxSessionFactory(ExecutionProvider.Cpu, intraOpThreads: 1), export.Onnx);

    private static int[][] Greedy(EncoderDecoder model, GenerationSettings settings, IReadOnlyList<int[]> sources)
    {
        ISearch[] searches = [.. sources.Select(_ => new GreedySearch(settings))];
        SequenceGenerator.Run(
            model,
            new TokenBatch(sources, settings.PadTokenId),
            searches,
            finished: null,
            TestContext.Current.CancellationToken
        );
        return [.. searches.Select(search => search.Results()[0].Tokens.ToArray())];
    }

    private static float[] FirstLogits(EncoderDecoder model, GenerationSettings settings, int[] source, int[] ids)
    {
        using var scope = new RunScope(TestContext.Current.CancellationToken);
        using var run = model.Start(scope, new TokenBatch([source], settings.PadTokenId));
        var logits = run.Step([settings.DecoderStartTokenId])[0];
        var found = new float[ids.Length];
        for (var i = 0; i < ids.Length; i++)
        {
            found[i] = logits[ids[i]];
        }

        return found;
    }

    private static int[] Integers(JsonElement list) => [.. list.EnumerateArray().Select(value => value.GetInt32())];

    private static IEnumerable<string> Names(JsonDocument document) =>
        document.RootElement.EnumerateObject().Select(property => property.Name);
}
