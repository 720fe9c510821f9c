using Shouldly;
using TransformerService.Distillation.Onnx.Marian;
using TransformerService.Distillation.Tests.Onnx;
using TransformerService.Inference.Decoding;
using TransformerService.Inference.Sessions;
using TransformerService.Models.Exports;
using TransformerService.Models.Repository;
using Xunit;

namespace TransformerService.Distillation.Tests.Recurrent;

/// <summary>The server on an export with a recurrent decoder.</summary>
public sealed class SsruServingTests
{
    private const int Rows = 24;
    private static readonly int[][] Sources = SsruModel.Sources(Rows, seed: 1);

    /// <summary>Rows leave at different steps, and beams swap: each still gets the answer that it gets alone.</summary>
    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void Run_RowsOfGreedyAndBeamSearchTogether_AnswersAsAlone(bool isInt8, bool isMerged)
    {
        using var model = new SsruModel(isInt8: isInt8, decoders: isMerged ? DecoderFiles.Merged : DecoderFiles.Split);
        var settings = Settings(model);
        using var sessions = model.Open();

        var together = Generate(sessions, settings, row => row % 3 == 2 ? 4 : 1);

        together.Select(sequence => sequence.Tokens.Length).Distinct().Count().ShouldBeGreaterThan(10);
        together.Select(sequence => string.Join(' ', sequence.Tokens)).Distinct().Count().ShouldBeGreaterThan(Rows / 2);
        for (var row = 0; row < Rows; row++)
        {
            var alone = Generate(sessions, settings, row => row % 3 == 2 ? 4 : 1, only: row)[0];
            together[row].Tokens.ShouldBe(alone.Tokens, $"row {row}");
            together[row].Score.ShouldBe(alone.Score, 1e-5, $"row {row}");
        }
    }

    /// <summary>Without the file of later steps the server reads all tokens again at each step, which needs no state.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Run_WithStates_AnswersAsWithoutACache(int beams)
    {
        using var model = new SsruModel(decoders: DecoderFiles.Both);
        var settings = Settings(model);
        IReadOnlyList<GeneratedSequence> split,
            merged,
            recomputed;
        using (var sessions = model.Open())
        {
            split = Generate(sessions, settings, _ => beams);
        }

        File.Move(model.File("decoder_with_past_model.onnx"), model.File("unused"));
        model.Read().Onnx.DecoderKind.ShouldBe("merged");
        using (var sessions = model.Open())
        {
            merged = Generate(sessions, settings, _ => beams);
        }

        File.Delete(model.File("decoder_model_merged.onnx"));
        model.Read().Onnx.DecoderKind.ShouldBe("none");
        using (var sessions = model.Open())
        {
            recomputed = Generate(sessions, settings, _ => beams);
        }

        foreach (var other in new[] { merged, recomputed })
        {
            split.Select(sequence => sequence.Tokens).ShouldBe(other.Select(sequence => sequence.Tokens));
            split.Select(sequence => sequence.Score).ShouldBe(other.Select(sequence => sequence.Score), 1e-5);
        }
    }

    [Fact]
    public void Run_GivenTargets_ScoresThemAsTheirSearchDid()
    {
        using var model = new SsruModel(isInt8: true);
        var settings = Settings(model);
        using var sessions = model.Open();
        var found = Generate(sessions, settings, _ => 1);

        ForcedSearch[] followed = [.. found.Select((sequence, row) => new ForcedSearch(For(settings, row), sequence.Tokens))];
        Run(sessions, settings, Sources, followed);

        for (var row = 0; row < Rows; row++)
        {
            followed[row].Lead.ShouldBeGreaterThanOrEqualTo(0);
            followed[row].Results()[0].Score.ShouldBe(found[row].Score, 1e-5);
        }

        // Another's answer is less likely.
        ForcedSearch[] swapped = [.. found.Select((_, row) => new ForcedSearch(settings, found[(row + 1) % Rows].Tokens))];
        Run(sessions, settings, Sources, swapped);
        swapped.Average(search => search.Results()[0].Score).ShouldBeLessThan(found.Average(sequence => sequence.Score));
    }

    [Theory]
    [InlineData("\"marian-ssru\"", "\"marian\"", "has the input 'past_key_values.0.decoder.state' of a recurrent decoder, but config.json")]
    [InlineData("\"decoder_layers\": 2", "\"decoder_layers\": 3", "has no input 'past_key_values.2.decoder.state', which config.json")]
    public void Read_ConfigThatDoesNotFitTheGraph_SaysWhatDiffers(string from, string to, string fault)
    {
        using var model = new SsruModel();
        var config = File.ReadAllText(model.File("config.json"));
        config.ShouldContain(from);
        File.WriteAllText(model.File("config.json"), config.Replace(from, to, StringComparison.Ordinal));

        Faults(model).ShouldHaveSingleItem().ShouldStartWith($"decoder_with_past_model.onnx {fault}");
    }

    [Fact]
    public void Read_AttentionsGraphs_SaysThatTheyHaveNoState()
    {
        using var model = new SsruModel();
        var graphs = FixtureMarian.Graphs();
        Distillation.Onnx.OnnxFile.Write(model.File("decoder_with_past_model.onnx"), graphs.DecoderWithPast);

        Faults(model)
            .ShouldHaveSingleItem()
            .ShouldBe(
                "decoder_with_past_model.onnx has no input 'past_key_values.0.decoder.state', which config.json's model_type 'marian-ssru' with 2 decoder_layers asks for: take all files from one export of this repository's trainer."
            );
    }

    [Fact]
    public void Open_FirstStepWithoutAState_SaysWhichOutputIsMissing()
    {
        using var model = new SsruModel();
        Distillation.Onnx.OnnxFile.Write(model.File("decoder_model.onnx"), FixtureMarian.Graphs().Decoder);

        Should
            .Throw<ModelLoadException>(() => model.Open().Dispose())
            .Faults.ShouldContain("decoder_model.onnx has no output 'present.0.decoder.state', which decoder_with_past_model.onnx needs.");
    }

    private static IReadOnlyList<string> Faults(SsruModel model) =>
        ModelRepository.ReadModel(Path.GetDirectoryName(model.Path)!).Variants[0].Faults; // a variant's folder is in a model's

    private static GenerationSettings Settings(SsruModel model) => model.Read().Generation!; // a translation export has it

    /// <summary>Rows may have different numbers of tokens, so that they leave at different steps.</summary>
    private static GenerationSettings For(GenerationSettings settings, int row) => settings with { MaxLength = 4 + (row * 7 % 29) };

    private static IReadOnlyList<GeneratedSequence> Generate(
        EncoderDecoder sessions,
        GenerationSettings settings,
        Func<int, int> beams,
        int? only = null
    )
    {
        int[] rows = only is { } one ? [one] : [.. Enumerable.Range(0, Rows)];
        ISearch[] searches =
        [
            .. rows.Select(row =>
                beams(row) == 1
                    ? (ISearch)new GreedySearch(For(settings, row) with { NumBeams = 1 })
                    : new BeamSearch(For(settings, row) with { NumBeams = beams(row) })
            ),
        ];
        Run(sessions, settings, [.. rows.Select(row => Sources[row])], searches);
        return [.. searches.Select(search => search.Results()[0])];
    }

    private static void Run(EncoderDecoder sessions, GenerationSettings settings, int[][] sources, IReadOnlyList<ISearch> searches) =>
        SequenceGenerator.Run(
            sessions,
            new TokenBatch(sources, settings.PadTokenId),
            searches,
            finished: null,
            TestContext.Current.CancellationToken
        );
}
