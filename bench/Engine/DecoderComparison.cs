using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Onnx.Marian;
using TransformerService.Distillation.Onnx.Quantization;
using TransformerService.Distillation.Tests.Onnx;
using TransformerService.Models.Exports.Shortlists;

namespace TransformerService.Engine;

/// <summary>
/// Compares students in the server's own engine, int8, with random weights: the two types of decoder, fewer layers, and a lexical shortlist
/// of random pieces.
/// </summary>
internal static class DecoderComparison
{
    private const int Examples = 16;
    private const int Seed = 20_262;

    /// <summary>Pieces that every row uses, and those that each source piece adds: about 600 of 8,000 for a row of 25 tokens.</summary>
    private const int Always = 100,
        Candidates = 22;

    private static readonly (int Encoder, int Decoder, DecoderType Type, bool HasShortlist)[] Students =
    [
        (6, 2, DecoderType.Attention, false),
        (6, 2, DecoderType.Attention, true),
        (6, 2, DecoderType.Ssru, false),
        (6, 2, DecoderType.Ssru, true),
        (4, 1, DecoderType.Ssru, false),
        (4, 1, DecoderType.Ssru, true),
    ];

    /// <summary>Writes the models and measures them in turns.</summary>
    /// <param name="repository">The folder to write to.</param>
    /// <param name="tokenizer">A Marian export whose tokenizer is used.</param>
    /// <param name="turns">How to measure.</param>
    /// <param name="output">Receives a table for each use of the engine.</param>
    public static async Task RunAsync(string repository, string tokenizer, TurnOptions turns, TextWriter output)
    {
        var folders = Students.ToDictionary(
            student => Name(student.Encoder, student.Decoder, student.Type, student.HasShortlist),
            student => Write(repository, tokenizer, student.Encoder, student.Decoder, student.Type, student.HasShortlist)
        );
        foreach ((var name, var folder) in folders)
        {
            var bytes = Directory.EnumerateFiles(folder).Where(IsModel).Sum(file => new FileInfo(file).Length);
            output.WriteLine(FormattableString.Invariant($"{name}: {bytes / 1e6:0.00} MB of ONNX files and shortlist"));
        }

        foreach (var use in new[] { EngineUse.Direct, EngineUse.Callers })
        {
            List<Measurement> measurements = [];
            foreach (var rows in turns.Rows.Where(rows => use == EngineUse.Direct || rows > 1))
            {
                EngineContestant[] contestants =
                [
                    .. folders.Select(folder => new EngineContestant(folder.Value, turns.Workers, rows, use, folder.Key)),
                ];
                measurements.AddRange(await turns.RunAsync(contestants, "int8", rows));
                Array.ForEach(contestants, contestant => contestant.Dispose());
            }

            output.WriteLine(use == EngineUse.Direct ? "\nbatches, one from each worker" : "\ncallers with one text each, batched");
            MeasurementTable.Print(measurements, output);
        }
    }

    private static bool IsModel(string file) => Path.GetExtension(file) is ".onnx" or ".onnx_data" or ".bin";

    private static string Name(int encoder, int decoder, DecoderType type, bool hasShortlist) =>
        $"{encoder}+{decoder} {type.ToString().ToLowerInvariant()}{(hasShortlist ? ", shortlist" : "")}";

    private static string Write(string repository, string tokenizer, int encoder, int decoder, DecoderType type, bool hasShortlist)
    {
        var shape = BenchmarkShape.Shape with { EncoderLayers = encoder, DecoderLayers = decoder, Decoder = type, FeedForward = 1_536 };
        var graphs = MarianExporter.Build(shape, RandomWeights.Marian(shape, Seed), BenchmarkShape.Options);
        int[][] sources = BenchmarkShape.Rows(Examples, Seed),
            targets = BenchmarkShape.Rows(Examples, Seed + 1);
        var ranges = MarianCalibration.Measure(graphs, shape.PadTokenId, [.. sources.Zip(targets)], CancellationToken.None);
        var name = $"{encoder}-{decoder}-{type}-{hasShortlist}".ToLowerInvariant();
        var options = BenchmarkShape.Options with { Decoders = DecoderFiles.Split };
        BenchmarkModel.Write(
            repository,
            name,
            shape,
            options,
            MarianExporter.Quantize(graphs, ranges, new QuantizationOptions()),
            tokenizer,
            hasShortlist ? Shortlist(shape.Vocabulary) : null
        );
        return BenchmarkModel.Folder(repository, name);
    }

    private static LexicalShortlist Shortlist(int vocabulary)
    {
        var random = new Random(Seed);
        return LexicalShortlist.Of(
            Enumerable.Range(0, Always),
            [
                .. Enumerable
                    .Range(0, vocabulary)
                    .Select(_ => (int[])[.. Enumerable.Range(0, Candidates).Select(_ => random.Next(vocabulary))]),
            ]
        );
    }
}
