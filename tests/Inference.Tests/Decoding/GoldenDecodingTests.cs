using Shouldly;
using TransformerService.Inference.Decoding;
using TransformerService.Inference.Sessions;
using TransformerService.Inference.Tests.Golden;
using TransformerService.Models;
using TransformerService.Models.Exports;
using TransformerService.Models.Manifests;
using TransformerService.Models.Onnx;
using TransformerService.Tests.Support.Exports;
using Xunit;

namespace TransformerService.Inference.Tests.Decoding;

/// <summary>Every golden answer, from every kind of decoder, from the golden token ids on.</summary>
public sealed class GoldenDecodingTests
{
    private static readonly OnnxSessionFactory Factory = new(ExecutionProvider.Cpu, intraOpThreads: 1);

    /// <summary>Which export, and which of its decoders.</summary>
    private static readonly (string Folder, string Decoder)[] Models =
    [
        ("marian-tiny", "split"),
        ("marian-tiny", "merged"),
        ("marian-tiny-nopast", "none"),
        ("t5-tiny", "split"),
        ("t5-tiny", "merged"),
        ("t5-tiny", "none"),
    ];

    private static readonly Dictionary<(string, string), Lazy<EncoderDecoder>> Opened = Models.ToDictionary(
        model => model,
        model => new Lazy<EncoderDecoder>(() => EncoderDecoder.Open(Factory, Files(model.Folder, model.Decoder)))
    );

    public static TheoryData<string, string, string> Cases()
    {
        var data = new TheoryData<string, string, string>();
        foreach ((var folder, var decoder) in Models)
        {
            foreach (var name in GoldenTranslations.CaseNames(GoldenFolder(folder)))
            {
                data.Add(folder, decoder, name);
            }
        }

        return data;
    }

    public static TheoryData<string, string> AllModels() =>
        [.. Models.Select(model => new TheoryDataRow<string, string>(model.Folder, model.Decoder))];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Generate_GoldenCase_GivesThePyTorchSequencesAndScores(string folder, string decoder, string name)
    {
        var golden = GoldenTranslations.Load(GoldenFolder(folder)).Cases.Single(item => item.Name == name);
        var file = Settings(folder);
        var model = Opened[(folder, decoder)].Value;

        var greedy = Generate(model, file, [golden.InputIds], GoldenSettings.Greedy(file))[0][0];
        greedy.Tokens.ShouldBe(golden.Greedy.Sequence[1..]);

        var beam = Generate(model, file, [golden.InputIds], GoldenSettings.Beam4(file))[0][0];
        beam.Tokens.ShouldBe(golden.Beam4.Sequence[1..]);
        beam.Score.ShouldBe(golden.Beam4.SequencesScores, 1e-4);

        ShouldGiveTheLogits(model, file, golden);

        foreach ((var variant, var expected) in golden.Variants ?? [])
        {
            var found = Generate(model, file, [golden.InputIds], GoldenSettings.Variant(file, variant))[0];
            found.Count.ShouldBe(expected.Sequences.Length, variant);
            for (var rank = 0; rank < found.Count; rank++)
            {
                found[rank].Tokens.ShouldBe(Trim(expected.Sequences[rank], file), $"{variant}, rank {rank}");
                if (expected.SequencesScores is not null)
                {
                    found[rank].Score.ShouldBe(expected.SequencesScores[rank], 1e-4, $"{variant}, rank {rank}");
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(AllModels))]
    public void Generate_GoldenBatch_GivesEachRowItsOwnAnswer(string folder, string decoder)
    {
        var golden = GoldenTranslations.Load(GoldenFolder(folder)).Batch;
        var file = Settings(folder);
        var model = Opened[(folder, decoder)].Value;
        int[][] inputs = [.. golden.InputIds.Select((ids, row) => ids[..golden.AttentionMask[row].Sum()])];

        var greedy = Generate(model, file, inputs, GoldenSettings.Greedy(file));
        var beam = Generate(model, file, inputs, GoldenSettings.Beam4(file));

        for (var row = 0; row < inputs.Length; row++)
        {
            greedy[row][0].Tokens.ShouldBe(Trim(golden.Greedy.Sequences[row], file));
            beam[row][0].Tokens.ShouldBe(Trim(golden.Beam4.Sequences[row], file));
            beam[row][0].Score.ShouldBe(golden.Beam4.SequencesScores![row], 1e-4);
        }
    }

    [Theory]
    [MemberData(nameof(AllModels))]
    public void Generate_AllCasesMixedInOneBatch_EqualsEachAlone(string folder, string decoder)
    {
        var cases = GoldenTranslations.Load(GoldenFolder(folder)).Cases;
        var file = Settings(folder);
        var model = Opened[(folder, decoder)].Value;
        int[][] inputs = [.. cases.Select(golden => golden.InputIds)];

        // Greedy and beam searches of several widths share the steps, as requests with different options will.
        ISearch[] searches =
        [
            .. cases.Select(
                (_, row) =>
                    row % 2 == 0 ? (ISearch)new GreedySearch(GoldenSettings.Greedy(file)) : new BeamSearch(GoldenSettings.Beam4(file))
            ),
        ];
        Dictionary<ISearch, int[]> early = [];
        SequenceGenerator.Run(
            model,
            new TokenBatch(inputs, file.PadTokenId),
            searches,
            search => early.Add(search, search.Results()[0].Tokens),
            TestContext.Current.CancellationToken
        );

        // Whoever is done before the last is told of then, with what it would say at the end.
        var longest = searches.Max(search => search.Results()[0].Tokens.Length);
        early.ShouldNotBeEmpty();
        searches.Where(search => search is GreedySearch && search.Results()[0].Tokens.Length < longest).ShouldBeSubsetOf(early.Keys);
        early.ShouldAllBe(told => told.Value.SequenceEqual(told.Key.Results()[0].Tokens));
        for (var row = 0; row < cases.Count; row++)
        {
            var found = searches[row].Results()[0];
            found.Tokens.ShouldBe((row % 2 == 0 ? cases[row].Greedy : cases[row].Beam4).Sequence[1..], cases[row].Name);
        }
    }

    [Fact]
    public void Generate_Cancelled_StopsWithCancellation()
    {
        var file = Settings("marian-tiny");
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Should.Throw<OperationCanceledException>(() =>
            SequenceGenerator.Run(
                Opened[("marian-tiny", "split")].Value,
                new TokenBatch(
                    [
                        [5, 0],
                    ],
                    file.PadTokenId
                ),
                [new GreedySearch(file)],
                finished: null,
                cancelled.Token
            )
        );
    }

    private static void ShouldGiveTheLogits(EncoderDecoder model, GenerationSettings file, GoldenTranslation golden)
    {
        using var scope = new RunScope(TestContext.Current.CancellationToken);
        using var run = model.Start(scope, new TokenBatch([golden.InputIds], file.PadTokenId));
        var logits = run.Step([file.DecoderStartTokenId])[0];
        for (var rank = 0; rank < golden.FirstStepLogits.Ids.Length; rank++)
        {
            logits[golden.FirstStepLogits.Ids[rank]].ShouldBe(golden.FirstStepLogits.Logits[rank], 1e-4f, golden.Name);
        }
    }

    private static IReadOnlyList<IReadOnlyList<GeneratedSequence>> Generate(
        EncoderDecoder model,
        GenerationSettings file,
        IReadOnlyList<int[]> inputs,
        GenerationSettings settings
    )
    {
        ISearch[] searches =
        [
            .. inputs.Select(_ => settings.NumBeams == 1 ? (ISearch)new GreedySearch(settings) : new BeamSearch(settings)),
        ];
        SequenceGenerator.Run(
            model,
            new TokenBatch(inputs, file.PadTokenId),
            searches,
            finished: null,
            TestContext.Current.CancellationToken
        );
        return [.. searches.Select(search => search.Results())];
    }

    /// <summary>A row of a padded golden table without the start token and what comes after its end.</summary>
    private static int[] Trim(int[] sequence, GenerationSettings file)
    {
        var end = Array.FindIndex(sequence, 1, file.EosTokenIds.Contains);
        return end < 0 ? sequence[1..] : sequence[1..(end + 1)];
    }

    private static string GoldenFolder(string folder) => folder == "marian-tiny-nopast" ? "marian-tiny" : folder;

    private static GenerationSettings Settings(string folder)
    {
        List<string> faults = [];
        var export = ExportReader.Read(Fixtures.Folder(folder), new ModelManifest(ModelTask.Translation), faults)!;
        faults.ShouldBeEmpty();
        return export.Generation!;
    }

    private static OnnxFiles Files(string folder, string decoder)
    {
        string File(string name) => Path.Combine(Fixtures.Folder(folder), name);
        var files = new OnnxFiles { Encoder = File("encoder_model.onnx") };
        return decoder switch
        {
            "split" => files with { Decoder = File("decoder_model.onnx"), DecoderWithPast = File("decoder_with_past_model.onnx") },
            "merged" => files with { DecoderMerged = File("decoder_model_merged.onnx") },
            _ => files with { Decoder = File("decoder_model.onnx") },
        };
    }
}
